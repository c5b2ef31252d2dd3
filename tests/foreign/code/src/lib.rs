pub fn sort() {}

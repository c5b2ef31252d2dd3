hornbook_shard("m","Y2xg5DBINU1MM0q2ZGxgZErNY2BiZASyGBNhBKtzYlF6PiMDAA==");

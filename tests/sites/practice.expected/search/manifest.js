hornbook_shard("m","Y2xg5EgzSDK2TDZJY2pgZErNYwCSGZVsHGyMjKzcvIzcjA2MjAZIBAMA");

hornbook_shard("m","Y2xg5DCwMEtLSUo2Y2pgZErNYwCSGZXcfCyMzMyMjIxACgwbGBkNkQgGAA==");

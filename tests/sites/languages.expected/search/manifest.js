hornbook_shard("m","Y2xg5DA0tUw0MDM3YGpgZErNYwCSGZUsbIyMjExA3MDImAgjWJxL80oYGQA=");

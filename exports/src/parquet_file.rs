//! parquet_file

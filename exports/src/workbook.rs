//! workbook

//! What is true without web or SQL: pure rules and the words of PRODUCT.md. No I/O, no framework types.

pub mod audit;
pub mod export;
pub mod export_log;
pub mod export_name;
pub mod fetch_metadata;
pub mod files_url;
pub mod filter;
pub mod fold;
pub mod hold;
pub mod import;
pub mod internal_name;
pub mod lang;
pub mod mail;
pub mod password;
pub mod property;
pub mod props;
pub mod record;
pub mod smtp_url;
pub mod standing;
pub mod theme;
pub mod threshold;
pub mod trusted_proxies;
pub mod typed;
pub mod user;
pub mod viewer;

//! HTTP: requests in, pages out.

pub mod assets;
mod client_ip;
mod csrf;
mod disposition;
mod error;
mod error_page;
mod exports;
mod field_errors;
mod flash;
mod form;
mod headers;
mod health;
mod html;
mod notifications;
mod objects;
mod page;
mod password_hash;
mod preferences;
mod range;
pub mod routes;
pub mod server;
mod sessions;
mod setup;
mod sign_in;
mod viewer;
mod visit;
mod words;

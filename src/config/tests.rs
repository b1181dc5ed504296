use std::os::unix::fs::PermissionsExt;

use super::*;

fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    Config::read(folder.path(), |name| pairs.iter().find(|(k, _)| *k == name).map(|(_, v)| (*v).to_owned()))
}

fn refused(pairs: &[(&str, &str)]) -> &'static str {
    read(pairs).unwrap_err().setting
}

#[test]
fn no_settings_at_all_are_enough() {
    let config = read(&[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert!(matches!(config.database, DatabaseUrl::Sqlite(_)));
    assert!(config.accepts_host("localhost:8080") && config.accepts_host("[::1]:8080"));
    assert!(!config.accepts_host("evil.example") && !config.accepts_host("localhost"));
}

#[test]
fn a_wrong_value_names_its_variable() {
    assert_eq!(refused(&[("WAYBILL_LISTEN", "8080")]), "WAYBILL_LISTEN");
    assert_eq!(refused(&[("WAYBILL_LISTEN", "0.0.0.0:8080")]), "WAYBILL_PUBLIC_URL");
    assert_eq!(refused(&[("WAYBILL_PUBLIC_URL", "waybill.example.com")]), "WAYBILL_PUBLIC_URL");
    assert_eq!(refused(&[("WAYBILL_PUBLIC_URL", "https://a/b")]), "WAYBILL_PUBLIC_URL");
    assert_eq!(refused(&[("DATABASE_URL", "mysql://a")]), "DATABASE_URL");
    assert_eq!(refused(&[("WAYBILL_FILES_URL", "ftp://a")]), "WAYBILL_FILES_URL");
    assert_eq!(refused(&[("WAYBILL_SMTP_URL", "mail.example.com")]), "WAYBILL_SMTP_URL");
    assert_eq!(refused(&[("WAYBILL_SMTP_URL", "smtps://u:p@mail.example.com")]), "WAYBILL_MAIL_FROM");
    assert_eq!(refused(&[("WAYBILL_MAIL_FROM", "nobody")]), "WAYBILL_MAIL_FROM");
    assert_eq!(refused(&[("WAYBILL_SECRET_KEY", "short")]), "WAYBILL_SECRET_KEY");
    assert_eq!(refused(&[("WAYBILL_TRUSTED_PROXIES", "10.0.0.0/99")]), "WAYBILL_TRUSTED_PROXIES");
    for days in ["0", "31", "-1", "ten"] {
        assert_eq!(refused(&[("WAYBILL_FILE_RETENTION_DAYS", days)]), "WAYBILL_FILE_RETENTION_DAYS");
    }
    assert_eq!(refused(&[("WAYBILL_LARGE_EXPORT_HOLD", "172801")]), "WAYBILL_LARGE_EXPORT_HOLD");
    assert_eq!(refused(&[("WAYBILL_WORKERS", "65")]), "WAYBILL_WORKERS");
}

#[test]
fn postgresql_needs_a_key_and_no_open_line() {
    let key = ("WAYBILL_SECRET_KEY", "0123456789abcdef0123456789abcdef");
    assert_eq!(refused(&[("DATABASE_URL", "postgres://u@localhost/w")]), "WAYBILL_SECRET_KEY");
    assert!(read(&[key, ("DATABASE_URL", "postgres://u@localhost/w")]).is_ok());
    assert!(read(&[key, ("DATABASE_URL", "postgres:///w?host=/run/postgresql")]).is_ok());
    assert_eq!(refused(&[key, ("DATABASE_URL", "postgres://u@db.example/w")]), "DATABASE_URL");
    assert_eq!(refused(&[key, ("DATABASE_URL", "postgres://u@db.example/w?sslmode=require")]), "DATABASE_URL");
    assert!(read(&[key, ("DATABASE_URL", "postgres://u@db.example/w?sslmode=disable")]).is_ok());
}

#[test]
fn secrets_are_hidden_when_the_settings_are_printed() {
    let config = read(&[
        ("WAYBILL_SECRET_KEY", "0123456789abcdef0123456789abcdef"),
        ("DATABASE_URL", "postgres://u:hunter2@localhost/w?password=hunter2"),
        ("WAYBILL_SMTP_URL", "smtps://u:hunter2@mail.example.com:465"),
        ("WAYBILL_MAIL_FROM", "waybill@example.com"),
    ])
    .unwrap();
    let printed = format!("{:?} {config:?}", config.describe());
    assert!(!printed.contains("hunter2") && !printed.contains("0123456789abcdef"), "{printed}");
}

#[test]
fn the_kept_key_is_made_once_and_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let key = |c: Config| c.secret_key.to_text();
    let first = Config::read(folder.path(), |_| None).map(key).unwrap();
    assert_eq!(Config::read(folder.path(), |_| None).map(key).unwrap(), first);
    let path = folder.path().join("secret.key");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(Config::read(folder.path(), |_| None).unwrap_err().setting, "WAYBILL_SECRET_KEY");
}

#[test]
fn a_kept_key_that_is_none_stops_the_start_with_its_file_and_the_mend() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret.key");
    let refused = || {
        let said = Config::read(folder.path(), |_| None).unwrap_err().to_string();
        assert!(said.starts_with("WAYBILL_SECRET_KEY: ") && said.contains(&path.display().to_string()), "{said}");
        said
    };
    std::fs::create_dir(&path).unwrap();
    assert!(refused().contains("is no file. Move it away"));
    std::fs::remove_dir(&path).unwrap();
    for broken in [b"short".as_slice(), b"", b"\xff\xfe0123456789abcdef0123456789abcdef"] {
        std::fs::write(&path, broken).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert!(refused().contains("holds no key of at least 32 characters. Restore it from a backup"));
    }
    std::fs::remove_file(&path).unwrap();
    // A file that is there and cannot be read, whoever asks.
    std::os::unix::fs::symlink("/proc/self/mem", &path).unwrap();
    assert!(refused().contains("Let this user read it, or set the variable"));
}

#[test]
fn a_host_is_named_once_where_the_settings_are_printed() {
    for (listen, hosts) in [
        ("127.0.0.1:8080", "http://127.0.0.1:8080, http://localhost:8080, http://[::1]:8080"),
        ("127.0.0.2:80", "http://127.0.0.1, http://localhost, http://[::1], http://127.0.0.2"),
    ] {
        let printed = read(&[("WAYBILL_LISTEN", listen)]).unwrap().describe();
        assert_eq!(printed[1], ("WAYBILL_PUBLIC_URL", format!("(not set: {hosts})")));
    }
}

#[test]
fn a_setting_that_is_not_utf_8_is_refused_rather_than_taken_as_not_set() {
    use std::os::unix::ffi::OsStringExt;
    let broken = || OsString::from_vec(vec![b'a', 0xff]);
    let refused = refuse_unreadable([("WAYBILL_SECRET_KEY".into(), broken())].into_iter()).unwrap_err();
    assert!(refused.to_string().contains("WAYBILL_SECRET_KEY is not UTF-8"), "{refused}");
    refuse_unreadable([("PATH".into(), broken()), ("WAYBILL_LOG".into(), "text".into())].into_iter()).unwrap();
}

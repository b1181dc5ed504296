//! The secret key of an installation that was given none.

use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use super::error::{ConfigError, error};
use crate::secret::SecretKey;

/// The key in the data folder, made on first use; readable by its owner alone.
pub(super) fn kept_secret_key(data: &Path) -> Result<SecretKey, ConfigError> {
    let path = data.join("secret.key");
    let wrong = |why: String| error("WAYBILL_SECRET_KEY", format!("is not set, and {} {why}", path.display()));
    match std::fs::metadata(&path) {
        Ok(metadata) if !metadata.is_file() => {
            Err(wrong("is no file. Move it away, and a key is made there; or set the variable".into()))
        }
        Ok(metadata) if metadata.permissions().mode() & 0o077 != 0 => {
            Err(wrong("can be read by others. Run: chmod 600 on that file".into()))
        }
        Ok(_) => {
            let text = std::fs::read(&path)
                .map_err(|e| wrong(format!("cannot be read ({e}). Let this user read it, or set the variable")))?;
            String::from_utf8(text).ok().and_then(|text| SecretKey::parse(&text)).ok_or_else(|| {
                wrong(
                    "holds no key of at least 32 characters. Restore it from a backup, or delete it: everybody then signs in again"
                        .into(),
                )
            })
        }
        Err(_) => {
            let key = SecretKey::generate()
                .map_err(|e| wrong(format!("could not be made: the system gives no randomness ({e})")))?;
            let make = || {
                std::fs::create_dir_all(data)?;
                let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
                writeln!(file, "{}", key.to_text())?;
                file.sync_all()
            };
            make().map_err(|e| {
                wrong(format!("cannot be written ({e}). Let this user write there, or set the variable"))
            })?;
            Ok(key)
        }
    }
}

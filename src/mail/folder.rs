//! Mail as files, until a mail server is set (R70).

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use lettre::message::Mailbox;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Mail, MailerError, SendError, message};

const NOT_PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// Writes one .eml file per mail. The files hold links that let one in, so only the owner may read them.
#[derive(Debug, Clone)]
pub struct FolderMailer {
    folder: PathBuf,
    from: Mailbox,
}

impl FolderMailer {
    pub(super) fn new(folder: &Path, from: Mailbox) -> Result<Self, MailerError> {
        private_folder(folder).map_err(|source| MailerError::Folder { path: folder.display().to_string(), source })?;
        Ok(Self { folder: folder.to_owned(), from })
    }

    pub(super) fn send(&self, mail: &Mail) -> Result<(), SendError> {
        let bytes = message::build(mail, &self.from)?.formatted();
        let name = file_name(message::checked_id(&mail.message_id)?);
        self.write(&name, &bytes).map_err(|error| {
            SendError::Transient(format!("The mail could not be written to the mail folder: {error}."))
        })
    }

    /// Nobody sees half a mail: the name appears when the file is whole and on disk.
    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        private_folder(&self.folder)?;
        let part = self.folder.join(format!("{name}.part"));
        let mut file = private_file(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&part, self.folder.join(name))?;
        File::open(&self.folder)?.sync_all()
    }
}

/// The identifier's local part, what is not plain as `%XX`: two mails never share a name, and none leaves the folder.
fn file_name(message_id: &str) -> String {
    let local = message_id.trim_start_matches('<').split('@').next().unwrap_or_default();
    let name: String = match local.strip_prefix('.') {
        Some(rest) => format!("%2E{}", utf8_percent_encode(rest, NOT_PLAIN)),
        None => utf8_percent_encode(local, NOT_PLAIN).to_string(),
    };
    name + ".eml"
}

fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create(true).truncate(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_stays_in_the_folder_and_names_one_mail() {
        assert_eq!(file_name("<large-export.x1290.7@crm.example>"), "large-export.x1290.7.eml");
        assert_eq!(file_name("<../a/b@x>"), "%2E.%2Fa%2Fb.eml");
        assert_ne!(file_name("<a/b@x>"), file_name("<a%2Fb@x>"));
    }
}

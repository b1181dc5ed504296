//! What only the local disk promises: modes, links, the sweeper, full disks.

use super::*;

#[tokio::test]
async fn folders_and_files_are_for_their_owner_alone() {
    let desk = Desk::local();
    assert_eq!(mode(&desk.temp("other", 1, b"x")), 0o600);
    let key = desk.published("e", b"rows").await;
    assert_eq!(mode(&desk.root().join(&key)), 0o600);
    for folder in ["root", "spool", "root/exports", "root/exports/e"] {
        assert_eq!(mode(&desk.folder.path().join(folder)), 0o700, "{folder}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_stops_the_start_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = folder.path().join("file");
    fs::write(&blocked, "no folder").unwrap();
    let sentence = |root: &Path, spool: &Path| {
        let error = Files::open(&FilesUrl::Local(root.to_owned()), spool).err().unwrap();
        error.to_string()
    };
    let finished = sentence(&blocked.join("root"), &folder.path().join("spool"));
    assert!(finished.contains("WAYBILL_FILES_URL") && finished.contains("file/root"), "{finished}");
    let spool = sentence(&folder.path().join("root"), &blocked);
    assert!(spool.contains("--data"), "{spool}");
}

#[test]
fn opening_leaves_nothing_of_the_check_behind() {
    let desk = Desk::local();
    assert_eq!(fs::read_dir(desk.root()).unwrap().count(), 0);
    assert!(desk.spooled().is_empty());
}

#[tokio::test]
async fn a_planted_link_is_never_followed() {
    let desk = Desk::local();
    let outside = desk.folder.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("x.csv"), "secret").unwrap();
    fs::create_dir_all(desk.root().join("exports/e")).unwrap();

    // A link in the place of a file.
    symlink(outside.join("x.csv"), desk.root().join("exports/e/x.csv")).unwrap();
    assert!(desk.files.open_read("exports/e/x.csv", 0..6).await.is_err());
    assert!(desk.files.head("exports/e/x.csv").await.is_err());
    assert!(desk.keys().await.is_empty());
    desk.files.delete("exports/e/x.csv").await.unwrap();

    // A link in the place of a folder.
    symlink(&outside, desk.root().join("exports/link")).unwrap();
    assert!(desk.files.open_read("exports/link/x.csv", 0..6).await.is_err());
    assert!(desk.files.delete("exports/link/x.csv").await.is_err());
    let temp = desk.temp("e", 1, b"rows");
    assert!(desk.files.publish(&temp, "exports/link/y.csv").await.is_err());
    assert!(desk.files.list("exports/link").await.is_err());
    assert!(desk.keys().await.is_empty());

    // A link in the spool: what is written goes into a new file, and the link itself is no file to publish.
    symlink(outside.join("x.csv"), desk.files.temp_path("l", 1)).unwrap();
    assert!(desk.files.publish(&desk.files.temp_path("l", 1), "exports/e/z.csv").await.is_err());
    desk.temp("l", 1, b"rows");

    assert_eq!(fs::read_to_string(outside.join("x.csv")).unwrap(), "secret");
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
}

#[tokio::test]
async fn a_reader_keeps_the_file_that_it_opened() {
    let desk = Desk::local();
    let key = desk.published("e", b"the first file").await;
    let reading = desk.files.open_read(&key, 0..14).await.unwrap().unwrap();
    desk.files.publish(&desk.temp("e", 2, b"another"), &key).await.unwrap();
    desk.files.delete(&key).await.unwrap();
    assert_eq!(reading.size, 14);
    assert_eq!(bytes(reading.stream).await.unwrap(), b"the first file");
}

#[test]
fn a_new_attempt_does_not_write_into_the_file_of_the_last() {
    let desk = Desk::local();
    let mut lost = desk.files.create_temp(&desk.files.temp_path("e", 1)).unwrap();
    let path = desk.temp("e", 1, b"new");
    lost.write_all(b"late rows of a lost worker").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_ne!(path, desk.files.temp_path("e", 2));
}

#[tokio::test]
async fn a_file_from_another_disk_appears_whole_too() {
    let desk = Desk::local();
    let mut source = File::open(desk.temp("e", 1, b"rows")).unwrap();
    let target = desk.store().make_folder(&["exports", "e"]).unwrap();
    desk.store().copy_in(&mut source, &target, "x.csv").unwrap();
    assert_eq!(desk.read("exports/e/x.csv", 0..4).await.unwrap(), b"rows");
    assert_eq!(mode(&desk.root().join("exports/e/x.csv")), 0o600);
    assert_eq!(fs::read_dir(desk.root().join(".incoming")).unwrap().count(), 0);
    // A copy that cannot reach its place is taken back.
    fs::create_dir(desk.root().join("exports/e/folder")).unwrap();
    assert!(desk.store().copy_in(&mut source, &target, "folder").is_err());
    assert_eq!(fs::read_dir(desk.root().join(".incoming")).unwrap().count(), 0);
}

#[test]
fn the_sweeper_takes_what_is_old_and_belongs_to_nobody() {
    let desk = Desk::local();
    let hour = Duration::from_hours(1);
    let limit = SystemTime::now() - hour;
    let age = |path: &Path, hours: u32| {
        File::open(path).unwrap().set_modified(SystemTime::now() - hour * hours).unwrap();
    };
    age(&desk.temp("dead", 1, b"x"), 2);
    age(&desk.temp("live", 2, b"x"), 2);
    desk.temp("young", 1, b"x");
    let spool = desk.folder.path().join("spool");
    for name in ["left.upload", "left.fetched", "notes.txt", ".hidden.part"] {
        fs::write(spool.join(name), "x").unwrap();
        age(&spool.join(name), 2);
    }
    fs::create_dir_all(desk.root().join(".incoming")).unwrap();
    for name in ["old-copy", "young-copy"] {
        fs::write(desk.root().join(".incoming").join(name), "x").unwrap();
    }
    age(&desk.root().join(".incoming/old-copy"), 2);

    let swept = desk.files.sweep_spool(|name| temp_owner(name) == Some(("live", 2)), limit).unwrap();
    assert_eq!(swept, 4);
    assert_eq!(desk.spooled(), [".hidden.part", "live.2.part", "notes.txt", "young.1.part"]);
    assert!(desk.root().join(".incoming/young-copy").exists());
    assert_eq!(desk.files.sweep_spool(|_| true, limit).unwrap(), 0);
}

#[test]
fn the_sweeper_knows_whose_a_file_of_the_spool_is() {
    let desk = Desk::local();
    let path = desk.files.temp_path("Ab-_9", 3);
    assert_eq!(temp_owner(path.file_name().unwrap().to_str().unwrap()), Some(("Ab-_9", 3)));
    for name in ["x.upload", "x.part", "x.y.part", ".part", "part", "x.1.parts"] {
        assert_eq!(temp_owner(name), None, "{name}");
    }
}

#[test]
fn a_full_disk_is_recognised_however_it_is_wrapped() {
    let full = || io::Error::from(ErrorKind::StorageFull);
    let quota = io::Error::from(rustix::io::Errno::DQUOT);
    assert!(is_disk_full(&full()) && is_disk_full(&quota));
    assert!(is_disk_full(&io::Error::from(rustix::io::Errno::NOSPC)));
    assert!(is_disk_full(&io::Error::other(io::Error::other(full()))));
    assert!(is_disk_full(anyhow!(full()).context("write").context("export").as_ref()));
    assert!(is_disk_full(anyhow!(io::Error::other(full())).as_ref()));
    assert!(!is_disk_full(&io::Error::from(ErrorKind::PermissionDenied)));
    assert!(!is_disk_full(anyhow!("No space left on device").as_ref()));
}

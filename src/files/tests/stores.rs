//! What both stores promise.

use super::*;

#[tokio::test]
async fn a_published_file_is_read_back_whole_and_in_parts() {
    for desk in Desk::both() {
        let written = pattern(700_001);
        let key = desk.published("Ab-_1", &written).await;
        assert_eq!(desk.files.head(&key).await.unwrap(), Some(700_001));
        assert_eq!(desk.files.open_read(&key, 5..9).await.unwrap().unwrap().size, 700_001);
        for (start, end) in
            [(0, 700_001), (0, 1), (1, 2), (262_143, 262_145), (262_144, 524_288), (700_000, 700_001), (9, 9), (0, 0)]
        {
            assert_eq!(desk.read(&key, start as u64..end as u64).await.unwrap(), written[start..end], "{start}..{end}");
        }
        assert!(desk.spooled().is_empty());
    }
}

#[tokio::test]
async fn bytes_that_are_not_there_are_an_error_and_not_a_short_file() {
    for desk in Desk::both() {
        let key = desk.published("e", b"0123456789").await;
        for range in [0..11, 5..20, 10..11, 50..60] {
            let error = desk.read(&key, range.clone()).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnexpectedEof, "{range:?}");
        }
    }
}

#[tokio::test]
async fn an_empty_file_and_one_of_several_parts_are_published() {
    for desk in Desk::both() {
        let empty = desk.published("empty", b"").await;
        assert_eq!(desk.files.head(&empty).await.unwrap(), Some(0));
        assert!(desk.read(&empty, 0..0).await.unwrap().is_empty());
        let written = pattern(17 * 1024 * 1024 + 3);
        let large = desk.published("large", &written).await;
        assert!(desk.read(&large, 0..written.len() as u64).await.unwrap() == written);
    }
}

#[tokio::test]
async fn a_file_is_deleted_once_and_again_without_complaint() {
    for desk in Desk::both() {
        let key = desk.published("e", b"rows").await;
        let other = desk.published("e", b"other rows").await;
        desk.files.delete(&key).await.unwrap();
        desk.files.delete(&key).await.unwrap();
        assert_eq!(desk.files.head(&key).await.unwrap(), None);
        assert!(desk.files.open_read(&key, 0..4).await.unwrap().is_none());
        assert_eq!(desk.keys().await, std::slice::from_ref(&other));
        desk.files.delete(&other).await.unwrap();
        assert!(desk.keys().await.is_empty());
        // The folder of an export is gone with its last file; the next attempt makes it again.
        desk.published("e", b"rows").await;
    }
}

#[tokio::test]
async fn half_a_file_is_in_no_list_and_under_no_key() {
    for desk in Desk::both() {
        let temp = desk.temp("e", 1, b"half a ro");
        assert!(desk.keys().await.is_empty());
        assert_eq!(desk.spooled(), ["e.1.part"]);
        desk.files.discard_temp(&temp).unwrap();
        desk.files.discard_temp(&temp).unwrap();
        assert!(desk.spooled().is_empty());
        let key = export_key("e", "csv").unwrap();
        assert!(desk.files.publish(&temp, &key).await.is_err());
        assert_eq!(desk.files.head(&key).await.unwrap(), None);
    }
}

#[tokio::test]
async fn the_list_has_key_size_and_time_of_each_file_of_its_folder() {
    for desk in Desk::both() {
        assert!(desk.keys().await.is_empty());
        let mut keys =
            vec![desk.published("a", b"1").await, desk.published("a", b"22").await, desk.published("b", b"333").await];
        keys.sort();
        let mut upload = desk.files.start_upload().await.unwrap();
        upload.write(b"not an export").await.unwrap();
        upload.finish().await.unwrap();
        assert_eq!(desk.keys().await, keys);
        let stored = desk.files.list("exports/b").await.unwrap();
        assert_eq!(stored.len(), 1);
        assert_eq!(stored[0].size, 3);
        let age = SystemTime::now().duration_since(stored[0].modified.into()).unwrap_or_default();
        assert!(age < Duration::from_mins(1), "{age:?}");
    }
}

#[tokio::test]
async fn keys_that_lead_elsewhere_are_refused_at_every_door() {
    for desk in Desk::both() {
        fs::write(desk.folder.path().join("secret"), "secret").unwrap();
        for key in [
            "../secret",
            "exports/../../secret",
            "/etc/hostname",
            "exports/a\0.csv",
            "",
            "exports/",
            "..",
            "exports/a\\..\\b",
            "exports/%2e%2e/x",
        ] {
            let temp = desk.temp("e", 1, b"rows");
            assert!(desk.files.publish(&temp, key).await.is_err(), "{key:?}");
            assert!(temp.exists(), "{key:?}");
            assert!(desk.files.open_read(key, 0..1).await.is_err(), "{key:?}");
            assert!(desk.files.head(key).await.is_err(), "{key:?}");
            assert!(desk.files.delete(key).await.is_err(), "{key:?}");
            assert!(desk.files.list(key).await.is_err(), "{key:?}");
            assert!(desk.files.open_upload(key).await.is_err(), "{key:?}");
        }
        assert_eq!(fs::read_to_string(desk.folder.path().join("secret")).unwrap(), "secret");
    }
}

#[tokio::test]
async fn ids_that_lead_elsewhere_make_no_file() {
    for desk in Desk::both() {
        for id in ["../x", "a/b", "", "..", "a\0b", "/etc/x", ".hidden"] {
            let path = desk.files.temp_path(id, 1);
            assert!(desk.files.create_temp(&path).is_err(), "{id:?}");
            assert!(desk.files.discard_temp(&path).is_err(), "{id:?}");
            assert!(desk.files.publish(&path, "exports/e/x.csv").await.is_err(), "{id:?}");
        }
        let beside = desk.folder.path().join("beside.1.part");
        fs::write(&beside, "mine").unwrap();
        assert!(desk.files.publish(&beside, "exports/e/x.csv").await.is_err());
        assert!(desk.files.discard_temp(&beside).is_err() && beside.exists());
    }
}

//! What the upkeep tidies, and that one thing in its way does not keep it from the others (FAILURES.md F36).

use std::path::PathBuf;

use chrono::Duration;

use crate::support::TestApp;

/// A file in the store that no row names, last written two hours ago.
fn stray(test: &TestApp, key: &str) -> PathBuf {
    let path = test.folder.path().join("files").join(key);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = std::fs::File::create(&path).unwrap();
    file.set_modified((test.clock.now() - Duration::hours(2)).into()).unwrap();
    path
}

#[actix_web::test]
async fn a_file_that_is_none_of_ours_does_not_keep_the_upkeep_from_the_others() {
    let test = TestApp::start().await;
    let deep = stray(&test, "exports/a/b/c/d.csv");
    let orphan = stray(&test, "exports/a/orphan.csv");
    let upload = stray(&test, "uploads/left-behind");
    assert_eq!(test.run_lane("upkeep"), 1);
    assert!(!orphan.exists() && !upload.exists());
    assert!(deep.exists(), "too deep for a key: somebody else put it there");
}

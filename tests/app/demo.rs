//! The demo, small: every state in the log, and files that are what their rows say (R70).

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use calamine::{Reader, Xlsx};
use futures_util::StreamExt;
use waybill::db::{audit, outbox};
use waybill::demo::fill::{Size, fill};
use waybill::domain::audit::Action;
use waybill::domain::export::FileKind;
use waybill::domain::standing::Standing;
use waybill::secret;

use crate::support::TestApp;

fn csv_rows(file: impl Read) -> usize {
    csv::Reader::from_reader(file).into_records().map(Result::unwrap).count()
}

#[actix_web::test]
async fn the_demo_shows_every_state_and_its_files_are_what_the_log_says() {
    let test = TestApp::before_setup(|_| {});
    let size = Size { contacts: 400, companies: 60, deals: 60, tickets: 60 };
    let app = test.app.clone();
    let sign_ins = std::thread::spawn(move || fill(&app, size, &mut |_| {}).unwrap()).join().unwrap();
    assert_eq!(sign_ins.len(), 4);
    assert_eq!(sign_ins.iter().map(|one| &one.password).collect::<BTreeSet<_>>().len(), 4);

    let exports = test
        .app
        .db
        .read(|c| {
            let mut all = Vec::new();
            for id in 1..=100 {
                all.extend(waybill::db::exports::find(c, id)?);
            }
            Ok(all)
        })
        .await
        .unwrap();
    assert_eq!(exports.len(), waybill::demo::log::plan().count());
    let now = test.clock.now();
    let standings: BTreeSet<&str> = exports
        .iter()
        .map(|export| match export.standing(now) {
            Standing::Queued => "queued",
            Standing::Held(_) => "held",
            Standing::Processing => "processing",
            Standing::Ready(_) => "ready",
            Standing::Failed => "failed",
            Standing::Cancelled => "cancelled",
            Standing::Expired => "expired",
            Standing::Deleted => "deleted",
        })
        .collect();
    assert_eq!(
        standings.into_iter().collect::<Vec<_>>(),
        ["cancelled", "deleted", "expired", "failed", "held", "queued", "ready"]
    );
    let mut kinds = BTreeSet::new();
    for export in &exports {
        let is_ready = matches!(export.standing(now), Standing::Ready(_));
        let Some(key) = &export.details.file_key else { continue };
        let size = u64::try_from(export.file_bytes.unwrap()).unwrap();
        let Some(reading) = test.app.files.open_read(key, 0..size).await.unwrap() else {
            assert!(!is_ready, "{} has no file", export.name);
            continue;
        };
        assert!(is_ready, "{} has a file still", export.name);
        assert_eq!(reading.size, size);
        let chunks: Vec<_> = reading.stream.map(|chunk| chunk.unwrap()).collect().await;
        let bytes = chunks.concat();
        assert_eq!(Some(secret::sha256_hex(&bytes)), export.details.file_sha256);
        let rows = match FileKind::of_name(key).unwrap() {
            FileKind::Csv => csv_rows(bytes.as_slice()),
            FileKind::Zip => {
                let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
                csv_rows(archive.by_index(0).unwrap())
            }
            FileKind::Xlsx => {
                let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
                workbook.worksheets()[0].1.height() - 1
            }
        };
        kinds.insert(FileKind::of_name(key).unwrap().extension());
        assert_eq!(i64::try_from(rows).unwrap(), export.records, "{}", export.name);
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["csv", "xlsx", "zip"]);

    test.run_jobs();
    assert!(!test.mails().is_empty(), "the last days were told of");
    assert_eq!(test.app.db.read(outbox::troubled).await.unwrap(), 0);
    let requested = test.app.db.read(|c| audit::count(c, Action::ExportRequested)).await.unwrap();
    assert_eq!(usize::try_from(requested).unwrap(), exports.len());

    let mut browser = test.stranger();
    let page = browser.open("/sign-in").await;
    let camille = &sign_ins[0];
    let page = page
        .form("/sign-in")
        .fill("email", camille.email)
        .fill("password", &camille.password)
        .submit(&mut browser)
        .await;
    assert_ne!(page.path, "/sign-in");
    let page = browser.open("/notifications").await;
    assert_eq!(page.attr("html", "lang").as_deref(), Some("fr"), "Camille reads French");
}

//! What only a browser tells of single pages: where things stand in each width, and what a script fills in.

use waybill::db::users;
use waybill::demo::fill::SignIn;

use crate::chromium::{Browser, WIDTHS};
use crate::support::imports::matching;
use crate::support::{PASSWORD, TestApp, address_of};
use crate::walks::{all_well, demo, find, look, sign_in};

/// Alice, as she signs in.
fn alice() -> SignIn {
    SignIn { name: "Alice", role: "", email: address_of("Alice").leak(), password: PASSWORD.into() }
}

/// Fails where what a script measures, in pixels, is more than nothing in one of the widths.
async fn nothing_is_outside(browser: &Browser, widths: &[u32], measure: &str) {
    for &width in widths {
        browser.resize(width, 900).await;
        let outside = browser.client.execute(measure, vec![]).await.unwrap().as_i64().unwrap();
        assert!(outside <= 0, "{outside} pixels at {width}");
    }
}

#[actix_web::test]
async fn the_word_of_a_state_stands_on_one_line_with_what_is_said_beside_it() {
    // How much lower one text ends than the other of the same size, in tenths of a pixel.
    const APART: &str = "const ground = css => {
            const inside = [...document.querySelector(css).childNodes];
            const range = document.createRange();
            range.selectNodeContents(inside.find(node => node.nodeType === Node.TEXT_NODE && node.data.trim()));
            return range.getClientRects()[0].bottom;
        };
        return Math.round(10 * Math.abs(ground('main .state') - ground('main [data-detail]')))";
    let (test, people) = demo();
    let browser = Browser::start("en").await;
    sign_in(&browser, &test, &people[1]).await;
    browser.client.goto(&format!("{}/bulk-actions/over", test.url)).await.unwrap();
    find(&browser, "main [data-detail]").await;
    for width in [1440, 390] {
        browser.resize(width, 900).await;
        let apart = browser.client.execute(APART, vec![]).await.unwrap().as_i64().unwrap();
        assert!(apart < 10, "{apart} tenths of a pixel at {width}");
    }
}

#[actix_web::test]
async fn the_columns_of_a_wide_file_are_matched_in_every_width() {
    let test = TestApp::start().await;
    let mut admin = test.super_admin("Alice").await;
    let row = |word: &str| (1..=20).map(|n| format!("{word} of column {n}")).collect::<Vec<_>>().join(",");
    let file = format!("{}\n{}\n{}\n", row("heading"), row("a rather long value"), row("another"));
    let path = matching(&mut admin, "contacts", "wide.csv", file.as_bytes()).await.path;
    let browser = Browser::start("en").await;
    sign_in(&browser, &test, &alice()).await;
    browser.client.goto(&format!("{}{path}", test.url)).await.unwrap();
    find(&browser, "#preview").await;
    all_well(&look(&browser, "import-mapping").await);
}

#[actix_web::test]
async fn no_word_of_a_heading_breaks_above_the_first_rows_of_a_file() {
    // Words of headings that stand on more than one line.
    const BROKEN: &str = r"return [...document.querySelectorAll('.scroll thead bdi')].flatMap(bdi => {
            const text = bdi.firstChild;
            return [...text.data.matchAll(/\S+/g)].filter(word => {
                const range = document.createRange();
                range.setStart(text, word.index);
                range.setEnd(text, word.index + word[0].length);
                return range.getClientRects().length > 1;
            });
        }).length";
    let test = TestApp::start().await;
    let mut admin = test.super_admin("Alice").await;
    let long = "a cell of quite some length ".repeat(3);
    let file = format!("Email,First name,Country,Score,Zip code,Notes\na@b.example,Zoe,France,12,06000,{long}\n");
    let path = matching(&mut admin, "contacts", "plain.csv", file.as_bytes()).await.path;
    let browser = Browser::start("en").await;
    sign_in(&browser, &test, &alice()).await;
    browser.client.goto(&format!("{}{path}", test.url)).await.unwrap();
    find(&browser, "#preview").await;
    for width in [1440, 390] {
        browser.resize(width, 900).await;
        let broken = browser.client.execute(BROKEN, vec![]).await.unwrap().as_i64().unwrap();
        assert_eq!((broken, browser.overflow().await), (0, 0), "at {width}");
    }
}

#[actix_web::test]
async fn two_days_of_a_condition_stay_inside_it_in_every_width() {
    // How far the boxes reach over the end of their condition.
    const OUTSIDE: &str = "const end = element => element.getBoundingClientRect().right;
        return Math.max(...[...document.querySelectorAll('.pair .input')]
            .map(box => Math.ceil(end(box) - end(box.closest('.condition')))))";
    let (test, people) = demo();
    let browser = Browser::start("en").await;
    sign_in(&browser, &test, &people[1]).await;
    let path = "/records/contacts/filter?p-0-0=20&o-0-0=between&do=update-0-0";
    browser.client.goto(&format!("{}{path}", test.url)).await.unwrap();
    find(&browser, ".pair .input").await;
    nothing_is_outside(&browser, &WIDTHS, OUTSIDE).await;
}

#[actix_web::test]
async fn what_can_be_done_with_an_own_object_is_whole_on_a_phone() {
    // How far the buttons of a row reach over the end of their card.
    const OUTSIDE: &str = "const end = element => element.getBoundingClientRect().right;
        return Math.max(...[...document.querySelectorAll('.acts .btn')]
            .map(button => Math.ceil(end(button) - end(button.closest('.card')))))";
    let test = TestApp::start().await;
    let mut admin = test.super_admin("Alice").await;
    let add = "/settings/properties/new";
    let form = admin.open(add).await.form(add).fill("one_en", "Ship").fill("many_en", "Ships");
    form.fill("primary_en", "Name").submit(&mut admin).await;
    let browser = Browser::start("en").await;
    sign_in(&browser, &test, &alice()).await;
    browser.client.goto(&format!("{}/settings/properties", test.url)).await.unwrap();
    find(&browser, ".acts a[href$='/archive']").await;
    nothing_is_outside(&browser, &WIDTHS, OUTSIDE).await;
}

#[actix_web::test]
async fn the_list_of_properties_is_there_where_properties_are_chosen() {
    let (test, people) = demo();
    let browser = Browser::start("en").await;
    sign_in(&browser, &test, &people[1]).await;
    browser.client.goto(&format!("{}/records/contacts/export", test.url)).await.unwrap();
    let list = find(&browser, ".props").await;
    for (props, is_shown) in [("view", false), ("all", false), ("pick", true), ("view", false)] {
        find(&browser, &format!("input[name=props][value={props}]")).await.click().await.unwrap();
        assert_eq!(list.is_displayed().await.unwrap(), is_shown, "{props}");
    }
}

#[actix_web::test]
async fn the_buttons_below_the_details_of_an_export_stand_on_one_line_and_never_touch() {
    // How far apart two buttons stand in height, and the gap where one stands below the other.
    const APART: &str = "const [one, other] = [...document.querySelectorAll('.row-actions .btn')]
            .map(button => button.getBoundingClientRect());
        return one.bottom <= other.top ? Math.min(0, Math.round(other.top - one.bottom) - 8)
            : Math.round(10 * Math.abs(one.top - other.top))";
    let (test, people) = demo();
    let browser = Browser::start("fr").await;
    sign_in(&browser, &test, &people[0]).await;
    browser.client.goto(&format!("{}/settings/import-export?state=ready", test.url)).await.unwrap();
    let history = find(&browser, "tr:has(a[href$='/file']) a[href$='/history']").await;
    let details = history.attr("href").await.unwrap().unwrap().replace("/history", "");
    browser.client.goto(&format!("{}{details}", test.url)).await.unwrap();
    find(&browser, ".row-actions .btn-danger-quiet").await;
    for width in WIDTHS {
        browser.resize(width, 900).await;
        let apart = browser.client.execute(APART, vec![]).await.unwrap().as_i64().unwrap();
        assert_eq!(apart, 0, "at {width}");
    }
}

#[actix_web::test]
async fn the_open_tab_and_its_name_are_seen_in_every_width() {
    // How far the last tab reaches beyond the row that scrolls; the open one stands before it.
    const OUTSIDE: &str = "const end = css => document.querySelector(css).getBoundingClientRect().right;
        return Math.ceil(end('.tab-row > .tabs li:last-child') - end('.tab-row > .tabs'))";
    // By how much a name that is cut falls short of what tells it from others.
    const SHORT: &str = "return Math.max(0, ...[...document.querySelectorAll('.tab-row > .tabs li + li bdi')]
        .filter(name => name.scrollWidth > name.clientWidth).map(name => 100 - name.clientWidth))";
    let (test, people) = demo();
    let browser = Browser::start("en").await;
    sign_in(&browser, &test, &people[1]).await;
    let mut wrong = Vec::new();
    let long = "everybody whom nobody has written to since ".repeat(4);
    for name in ["Waiting on customer", "Urgent and unassigned", "Closed last quarter", long.trim()] {
        browser.client.goto(&format!("{}/records/tickets/views/new?q=a", test.url)).await.unwrap();
        find(&browser, "#name").await.send_keys(name).await.unwrap();
        find(&browser, "main form button.btn-primary").await.click().await.unwrap();
        assert_eq!(find(&browser, ".saved .about .strong").await.text().await.unwrap(), name);
        for width in [1440, 1024, 390, 320] {
            browser.resize(width, 900).await;
            let outside = browser.client.execute(OUTSIDE, vec![]).await.unwrap().as_i64().unwrap();
            assert!(outside <= 0, "{name} is {outside} pixels outside at {width}");
        }
    }
    nothing_is_outside(&browser, &[1024], SHORT).await;
    wrong.extend(look(&browser, "view-long-name").await);
    all_well(&wrong);
}

#[actix_web::test]
async fn a_label_without_a_blank_pushes_nothing_out_of_a_form_in_any_width() {
    // How far labels, boxes and buttons reach over the end of their form.
    const OUTSIDE: &str = "const end = element => element.getBoundingClientRect().right;
        const form = document.querySelector('main form');
        return Math.max(...[...form.querySelectorAll('.label, .input, .check > span, .btn')]
            .map(element => Math.ceil(end(element) - end(form))))";
    let test = TestApp::start().await;
    test.super_admin("Alice").await;
    let label = "Rechtsschutzversicherungsgesellschaften".repeat(5);
    test.sql(format!("UPDATE properties SET label_en = '{label}' WHERE id = 3"));
    let browser = Browser::start("en").await;
    sign_in(&browser, &test, &alice()).await;
    for page in ["new", "columns", "export"] {
        browser.client.goto(&format!("{}/records/contacts/{page}", test.url)).await.unwrap();
        find(&browser, "main form .label").await;
        if page == "export" {
            find(&browser, "input[name=props][value=pick]").await.click().await.unwrap();
        }
        nothing_is_outside(&browser, &WIDTHS, OUTSIDE).await;
    }
}

/// The bar of a French reader with two objects beside the four that are there anyway.
async fn six_objects() -> (TestApp, Browser) {
    let test = TestApp::start().await;
    let mut admin = test.super_admin("Alice").await;
    let add = "/settings/properties/new";
    for (one, many) in [("Navire", "Navires"), ("Œuvre d’art", "Œuvres d’art")] {
        let form = admin.open(add).await.form(add).fill("one_en", one).fill("many_en", many);
        form.fill("primary_en", "Nom").submit(&mut admin).await;
    }
    test.sql("UPDATE users SET lang = 'fr'");
    let browser = Browser::start("fr").await;
    sign_in(&browser, &test, &alice()).await;
    browser.client.goto(&format!("{}/records/contacts", test.url)).await.unwrap();
    find(&browser, ".bar-nav .more").await;
    (test, browser)
}

#[actix_web::test]
async fn six_objects_are_whole_in_a_wide_bar_and_in_a_narrow_one_beside_more() {
    // How much wider a name is than its place in the bar.
    const CUT: &str = "return Math.max(...[...document.querySelectorAll('.bar-nav > ul > li > a')]
            .map(link => link.scrollWidth - link.clientWidth - 1))";
    let (_test, browser) = six_objects().await;
    nothing_is_outside(&browser, &[1440, 1280, 1180, 1024, 900, 768, 390], CUT).await;
    for (width, is_shown) in [(1440, false), (1280, false), (1024, true), (390, false)] {
        browser.resize(width, 900).await;
        let more = find(&browser, ".bar-nav .more").await;
        assert_eq!(more.is_displayed().await.unwrap(), is_shown, "at {width}");
    }
}

#[actix_web::test]
async fn a_menu_of_more_closes_with_escape_and_by_a_press_outside() {
    const OPEN: &str = "return document.querySelector('.bar-nav .more details').open";
    let (_test, browser) = six_objects().await;
    browser.resize(1024, 900).await;
    for with_key in [true, false] {
        find(&browser, ".bar-nav .more summary").await.click().await.unwrap();
        assert_eq!(browser.client.execute(OPEN, vec![]).await.unwrap().as_bool(), Some(true));
        if with_key {
            find(&browser, ".bar-nav .more a").await.send_keys("\u{e00c}").await.unwrap();
        } else {
            find(&browser, "main h1").await.click().await.unwrap();
        }
        assert_eq!(browser.client.execute(OPEN, vec![]).await.unwrap().as_bool(), Some(false), "by key: {with_key}");
    }
}

#[actix_web::test]
async fn a_long_address_pushes_nothing_off_the_lists_that_show_it() {
    // How much wider a table is than the card that shows it.
    const OUTSIDE: &str = "const wrap = document.querySelector('.table-wrap');
        return wrap.scrollWidth - wrap.clientWidth";
    let test = TestApp::start().await;
    let mut admin = test.super_admin("Alice").await;
    let (invite, address) = ("/settings/users/invite", format!("{}@{}.example", "a".repeat(60), "b".repeat(60)));
    let form = admin.open(invite).await.form(invite).fill("name", "Zoë");
    form.fill("email", &address).submit(&mut admin).await;
    let invited =
        test.app.db.read_now(users::all).unwrap().into_iter().find(|user| user.name == "Zoë").unwrap().public_id;
    let browser = Browser::start("en").await;
    sign_in(&browser, &test, &alice()).await;
    for list in ["users", "mail"] {
        browser.client.goto(&format!("{}/settings/{list}", test.url)).await.unwrap();
        find(&browser, ".table-wrap").await;
        nothing_is_outside(&browser, &WIDTHS, OUTSIDE).await;
    }
    browser.client.goto(&format!("{}/settings/users/{invited}", test.url)).await.unwrap();
    find(&browser, ".card").await;
    all_well(&look(&browser, "user-long-address").await);
}

#[actix_web::test]
async fn the_form_of_a_first_account_brings_the_zone_of_the_browser_along() {
    const BOTH: &str = "const told = Intl.DateTimeFormat().resolvedOptions().timeZone;
        return told !== '' && document.querySelector('[name=zone]').value === told";
    let test = TestApp::before_setup(|_| {});
    let browser = Browser::start("en").await;
    browser.client.goto(&format!("{}/setup", test.url)).await.unwrap();
    find(&browser, "[name=org]").await;
    assert_eq!(browser.client.execute(BOTH, vec![]).await.unwrap().as_bool(), Some(true));
}

### Waybill: English. Numbers and dates arrive already formatted ($n, $done, $total, $date, $time, $max); $count and $days are raw numbers for plurals.
### $object is the lower-case plural of an object (obj-…-many), $one its singular (obj-…-one), $which which standard object it is, or own; $title its heading (obj-…). Keys are named area-thing; errors beside a field are area-err-….

## app: shell
app-name = Waybill
app-skip = Skip to main content
app-title = { $page } · Waybill
app-error-prefix = Error: { $title }
app-main-nav = Main
app-menu = Menu
app-search = Search records
app-search-placeholder = Search records
app-settings = Settings
app-notifications = Notifications
app-notifications-count = Notifications, { $count ->
    [one] { $n } unread
   *[other] { $n } unread
}
app-notifications-all = See all notifications
app-unread = Unread
app-notifications-empty = No notifications yet. Large exports and finished files show up here.
app-account-menu = Account menu for { $name }
app-profile = Your profile
app-language = Language
app-theme = Theme
app-theme-system = System
app-theme-light = Light
app-theme-dark = Dark
app-sign-in = Sign in
app-sign-out = Sign out
app-close = Close
app-dismiss = Dismiss
app-back = Back
app-more = More

## dur, at, from, list, val: words inside sentences and cells
dur-seconds = { $count ->
    [one] { $n } second
   *[other] { $n } seconds
}
dur-minutes = { $count ->
    [one] { $n } minute
   *[other] { $n } minutes
}
dur-hours = { $count ->
    [one] { $n } hour
   *[other] { $n } hours
}
at-today = at { $time }
at-day = on { $date } at { $time }
from-today = from { $time }
from-day = from { $time } on { $date }
list-or = { $head } or { $last }
val-none = Not set
val-yes = Yes
val-no = No
val-gone = { $value } (can’t be chosen any more)
val-masked = Hidden
val-masked-title = Sensitive data: your account doesn’t have the right to see it

## obj: record objects (heading, lower-case plural, lower-case singular)
obj-contacts = Contacts
obj-contacts-many = contacts
obj-contacts-one = contact
obj-companies = Companies
obj-companies-many = companies
obj-companies-one = company
obj-deals = Deals
obj-deals-many = deals
obj-deals-one = deal
obj-tickets = Tickets
obj-tickets-many = tickets
obj-tickets-one = ticket

## set: settings menu
set-nav = Settings
set-nav-open = Settings menu
set-you = Your preferences
set-profile = Profile
set-sessions = Sessions
set-notify = Notifications
set-account = Account
set-users = Users and permissions
set-mail = Outgoing mail
set-data = Data management
set-import-export = Import & Export
set-properties = Properties

## setup: first start
setup-title = Set up Waybill
setup-lead = Nobody has an account here yet. Name your organisation and create the first super admin.
setup-org = Organisation name
setup-org-hint = Shown in emails and invitations.
setup-name = Your name
setup-email = Your email address
setup-password = Password
setup-code = One-time code
setup-code-hint = The server printed it when it started. It proves that this server is yours.
setup-submit = Create account
setup-err-org = Enter the name of your organisation.
setup-err-name = Enter your name.
setup-err-code = This isn’t the code the server printed. Check its output and enter the code again.
setup-done = { $account } is ready. You’re its first super admin.

## auth: sign-in and passwords
auth-title = Sign in
auth-lead = Use your work account on { $host }.
auth-email = Email address
auth-password = Password
auth-show = Show
auth-hide = Hide
auth-show-label = Show password
auth-hide-label = Hide password
auth-remember = Keep me signed in for 30 days
auth-remember-hint = Only on a device you don’t share.
auth-submit = Sign in
auth-forgot = Forgot your password?
auth-error = The email address or password is incorrect.
auth-locked = Too many attempts. Try again in { $duration }, or reset your password.
auth-signed-out = You’re signed out.
auth-expired = Your session has ended. Sign in to continue.
auth-tagline = Every record that leaves is accounted for.
auth-forgot-title = Reset your password
auth-forgot-lead = Enter your email address. If it belongs to an account, we’ll send a link that works for 1 hour.
auth-forgot-submit = Send reset link
auth-forgot-sent = Check your email. If { $email } has an account, a reset link is on its way.
auth-new-title = Choose a new password
auth-new-label = New password
auth-new-hint = At least 12 characters. A few unrelated words work well.
auth-new-submit = Save new password
auth-new-done = Password saved. Sign in with it now.
auth-link-title = This link doesn’t work
auth-link-expired = This link has expired or was already used. Request a new one.
auth-link-again = Request a new link
auth-err-email = Enter your email address.
auth-err-password = Enter your password.
auth-err-password-short = Enter at least 12 characters.
auth-err-password-long = Enter { $max } characters or fewer.
auth-err-password-common = This password is easy to guess. Choose another one.
auth-forgot-paused = Too many requests for this address. Try again in { $duration }.
auth-back = Back to sign-in

## inv: accepting an invitation
inv-title = Join { $account }
inv-lead = You were invited as { $email }. Choose a password to start.
inv-name = Your name
inv-password = Password
inv-submit = Create account
inv-expired-title = This invitation doesn’t work
inv-expired = Invitations work for 7 days and once only. Ask the person who invited you to send a new one.
inv-done = Welcome to { $account }.

## prof: profile
prof-title = Profile
prof-lead = How you appear to others, and how Waybill looks to you.
prof-name = Name
prof-name-hint = Shown in the export audit and in emails to super admins. Past exports keep the name they were made under.
prof-email = Email address
prof-email-hint = Ask a super admin to change it.
prof-language = Language
prof-language-hint = For pages and emails.
prof-zone = Time zone
prof-zone-hint = Dates and times are shown in this zone.
prof-theme = Theme
prof-saved = Profile saved
prof-err-name = Enter your name.
prof-err-zone = Choose a time zone from the list.
prof-password-title = Password
prof-password-current = Current password
prof-password-new = New password
prof-password-submit = Change password
prof-password-hint = Your other sessions end when you change it.
prof-password-changed = Password changed. Your other sessions have ended.
prof-err-password-current = This isn’t your current password.
prof-err-password-same = Choose a password that differs from the current one.
prof-password-paused = Too many attempts. Try again in { $duration }.

## ses: sessions
ses-title = Sessions
ses-lead = Where you’re signed in. End any session you don’t recognise, then change your password.
ses-caption = Your sessions, last active first
ses-col-device = Device
ses-col-ip = IP address
ses-col-started = Signed in
ses-col-active = Last active
ses-col-actions = Actions
ses-this = This device
ses-agent = { $browser } on { $system }
ses-agent-unknown = Unknown browser
ses-kept = Kept signed in
ses-end = End session
ses-end-for = End session of { $agent }, { $ip }
ses-end-others = End all other sessions
ses-ended = Session ended
ses-ended-others = { $count ->
    [0] There were no other sessions
    [one] { $n } other session ended
   *[other] { $n } other sessions ended
}

## ie: Import & Export page
ie-title = Import & Export
ie-lead = See what leaves your account, who took it, and bring new records in.
ie-tab-exports = Exports
ie-tab-imports = Imports
ie-import-file = Import a file
ie-threshold-title = Large export notifications
ie-threshold-lead = Get an email and a notification as soon as anyone starts an export above your threshold. This setting is yours alone: other super admins set their own.
ie-threshold-label = Large export notification threshold
ie-threshold-unit = records
ie-threshold-hint = A whole number up to { $max }. Leave empty to turn off.
ie-threshold-save = Save
ie-threshold-saved = { $count ->
    [one] Threshold saved. You’ll be notified of exports above { $n } record.
   *[other] Threshold saved. You’ll be notified of exports above { $n } records.
}
ie-threshold-off = Threshold saved. Large export notifications are off.
ie-threshold-err-max = Enter { $max } or less.
ie-threshold-err-number = Enter a whole number between 1 and { $max }.
ie-audit-title = Export audit
ie-audit-export = Export the audit
ie-audit-lead-all = { $days ->
    [one] Every export in this account. Files can be downloaded for { $days } day.
   *[other] Every export in this account. Files can be downloaded for { $days } days.
}
ie-audit-lead-own = { $days ->
    [one] Your exports. Files can be downloaded for { $days } day.
   *[other] Your exports. Files can be downloaded for { $days } days.
}
ie-audit-caption = Exports, newest first
ie-audit-caption-oldest = Exports, oldest first
ie-audit-caption-most = Exports, most records first
ie-audit-caption-fewest = Exports, fewest records first
ie-audit-tz = Times are shown in { $zone }.
ie-audit-marked = The export you were looking for
ie-col-name = Name
ie-col-source = Source
ie-col-records = Records
ie-col-user = User
ie-col-date = Date
ie-col-actions = Actions
ie-filter-label = Filter and sort exports
ie-filter-search = Search by file name
ie-filter-source = Source
ie-filter-source-any = Any source
ie-filter-user = User
ie-filter-user-any = Anyone
ie-filter-state = State
ie-filter-state-any = Any state
ie-filter-from = From
ie-filter-to = Until
ie-filter-more = More records than
ie-filter-less = Fewer records than
ie-filter-apply = Filter
ie-filter-clear = Clear filters
ie-filter-err-date = Enter a date such as 2025-10-16.
ie-filter-err-range = Enter an end date that isn’t before the start date.
ie-filter-err-number = Enter a whole number.
ie-sort = Sort
ie-sort-newest = Newest
ie-sort-oldest = Oldest
ie-sort-most = Most records
ie-sort-fewest = Fewest records
ie-kind-object = Object
ie-kind-view = View
ie-kind-segment = Segment
ie-kind-log = Export audit
ie-you = You
ie-deactivated = Deactivated
ie-none-exported = 0 exported
ie-empty-title = No exports yet
ie-empty-text-all = When someone exports records, the file appears here with who took it and when.
ie-empty-text-own = { $days ->
    [one] Files you export appear here for { $days } day.
   *[other] Files you export appear here for { $days } days.
}
ie-empty-action = Go to { $title }
ie-nomatch-title = No exports match these filters
ie-nomatch-text = Try a shorter file name or another state.
ie-cancel-note = Only super admins can cancel an export. Need one stopped? Ask { $names }.
ie-mail-failing = { $count ->
    [one] { $n } email couldn’t be sent. Someone may not have been told of a large export.
   *[other] { $n } emails couldn’t be sent. Someone may not have been told of a large export.
}
ie-mail-failing-link = See outgoing mail
ie-proxy = This page reached you through { $ip }, which isn’t a trusted proxy. The log notes its address instead of the visitor’s. If it is your reverse proxy, add it to WAYBILL_TRUSTED_PROXIES.

## hold: large exports wait before they start
hold-label = Hold large exports before they start
hold-unit = Unit
hold-unit-seconds = seconds
hold-unit-minutes = minutes
hold-unit-hours = hours
hold-hint = Time for a super admin to cancel. 0 starts them at once, 48 hours at most. Applies to the whole account.
hold-save = Save
hold-saved = Large exports now wait { $duration } before they start.
hold-saved-off = Large exports now start at once.
hold-err-changed = Somebody else set this to { $duration } meanwhile. Save again to replace it.
hold-err-number = Enter a whole number, 0 or more.
hold-err-max = Enter 48 hours or less.

## st: export states (label, then detail)
st-queued = Queued
st-queued-ahead = { $count ->
    [0] next to start
    [one] { $n } export ahead
   *[other] { $n } exports ahead
}
st-held = Starts { $when }
st-processing = Processing
st-processing-detail = { $count ->
    [one] { $done } of { $total } record
   *[other] { $done } of { $total } records
}
st-processing-label = Progress of { $name }
st-ready = Ready
st-ready-days = { $count ->
    [0] last day to download
    [one] { $n } day left to download
   *[other] { $n } days left to download
}
st-ready-lacks = you don’t have { $right }
st-download = Download { $name }, { $format }, { $size }
st-cancelled = Cancelled
st-cancelled-by = by { $name }, { $date }
st-cancelled-rights-by = { $right } was taken away by { $name }, { $date }
st-cancelled-rights = { $right } was missing, { $date }
right-sign-in = the permission to sign in
right-export = the export permission
right-view = the permission to view records
right-object = the permission to see its object
right-log = the right to see its rows
right-sensitive = the permission to see sensitive data
right-some = a permission that it needs
st-failed = Failed
st-failed-disk = { $count ->
    [one] Ran out of disk space after { $n } record. No file was kept.
   *[other] Ran out of disk space after { $n } records. No file was kept.
}
st-failed-snapshot = Reading the records took longer than { $duration }. No file was kept. Export fewer records at a time.
st-failed-attempts = Interrupted { $n } times before it could finish. No file was kept.
st-failed-generic = Something went wrong on the server. Error reference { $ref }.
st-expired = Expired
st-expired-on = { $days ->
    [one] file removed on { $date }, after { $days } day
   *[other] file removed on { $date }, after { $days } days
}
st-deleted = File deleted
st-deleted-by = by { $name }, { $date }
st-sensitive = Sensitive data
st-sensitive-nohistory = Download history isn’t shown
st-large = Large
st-large-title = { $count ->
    [one] Above your threshold of { $n } record
   *[other] Above your threshold of { $n } records
}
st-live-ready = { $name } is ready to download.
st-live-failed = { $name } failed.
st-live-cancelled = { $name } was cancelled.

## act: row actions
act-cancel = Cancel export
act-cancel-for = Cancel export { $name }
act-start-now = Start now
act-start-now-for = Start now: { $name }
act-history = View history
act-history-for = View history of { $name }
act-again = Export again
act-again-for = Export again: { $name }
act-details = Details
act-details-for = Details of { $name }
act-delete = Delete file

## cancel: confirmation
cancel-title = Cancel this export?
cancel-body = { $count ->
    [one] { $user } started it { $when }. { $done } of { $total } record is processed.
   *[other] { $user } started it { $when }. { $done } of { $total } records are processed.
}
cancel-body-queued = { $user } asked for it { $when }. It hasn’t started yet.
cancel-body-held = { $count ->
    [one] { $user } asked for it { $when }. Its { $total } record will be read { $start }.
   *[other] { $user } asked for it { $when }. Its { $total } records will be read { $start }.
}
cancel-effect = The file won’t be available to download. This can’t be undone.
cancel-audit = The cancellation is recorded in the export audit with your name.
cancel-keep = Keep exporting
cancel-confirm = Cancel export
cancel-done = Export cancelled
cancel-too-late = This export finished before it could be cancelled. The file is available.
cancel-too-late-failed = This export failed before it could be cancelled. There is no file.
cancel-too-late-gone = This export finished before it could be cancelled. Its file has since been removed.

## start: starting a held export at once
start-title = Start this export now?
start-body = { $count ->
    [one] { $user } asked for { $n } record { $when }. It would start by itself { $start }.
   *[other] { $user } asked for { $n } records { $when }. It would start by itself { $start }.
}
start-effect = The other super admins lose the rest of the time they have to cancel it before it starts.
start-audit = Your decision is recorded with your name.
start-keep = Keep waiting
start-confirm = Start now
start-done = Export started
start-too-late = This export is no longer waiting. Its state is shown below.

## del: deleting a file early
del-title = Delete this file?
del-body = { $name } could be downloaded until { $date }.
del-effect = Nobody can download it any more. This can’t be undone. The row and its history stay in the export audit.
del-audit = The deletion is recorded with your name.
del-keep = Keep the file
del-confirm = Delete file
del-done = File deleted
del-too-late = There is no file to delete any more.

## det: export details
det-title = Export details
det-lead = What was asked for and what became of it, as recorded at the time.
det-back = Back to Import & Export
det-about = The request
det-file = The file
det-times = Times
det-user = User
det-object = Object
det-object-now = Now called { $title }
det-source = Source
det-filter = Filter
det-filter-none = None: every record
det-filter-none-log = None: every export
det-members = Members of the segment at that moment
det-picked = { $count ->
    [one] { $n } record picked by hand
   *[other] { $n } records picked by hand
}
det-also = { $first }; { $second }
det-sort = Sort
det-sort-asc = { $property }, ascending
det-sort-desc = { $property }, descending
det-sort-archived = { $property } (archived)
det-sort-none = Order of creation
det-records = Records
det-properties = Properties
det-properties-count = { $count ->
    [one] { $n } property
   *[other] { $n } properties
}
det-columns-count = { $count ->
    [one] { $n } column
   *[other] { $n } columns
}
det-sensitive = Sensitive data
det-sensitive-yes = Included
det-sensitive-no = Not included
det-format = Format
det-header-language = Column names in
det-separator = Separator
det-bom = Byte-order mark
det-guard = Formula guard
det-on = On
det-off = Off
det-guard-off = Off: cells that start with = + - or @ stand in the file as they are
det-size = File size
det-sha = SHA-256
det-requested = Requested
det-started = Started
det-snapshot = Records as of
det-finished = Finished
det-expires = Can be downloaded until
det-expired = Expired
det-cancelled = Cancelled
det-deleted = File deleted
det-released = Started early
det-by = { $date }, by { $name }
det-address = Requested from
det-attempts = Attempts
det-not-yet = Not yet
det-search-for = Records that contain “{ $text }”
det-header-en = English
det-header-fr = French
det-header-internal = Internal names
det-values = Choices as
det-cut = Cells cut
det-cut-sub = They were longer than the { $n } characters that a cell of a workbook can hold.
det-parts = { $count ->
    [one] { $n } file in a ZIP
   *[other] { $n } files in a ZIP
}

## hist: download history
hist-title = Download history
hist-lead = { $count ->
    [one] Downloaded { $n } time from this page
   *[other] Downloaded { $n } times from this page
}
hist-caption = Downloads of { $name }, newest first
hist-col-user = User
hist-col-ip = IP address
hist-col-date = Date
hist-broken-off = Broken off
hist-started = Started
hist-ip-unknown = Unknown

## deny: no access and error pages
deny-title = You don’t have access to Import & Export
deny-text = Exporting records needs the export permission, which your account doesn’t have.
deny-ask = Ask a super admin to turn it on for you:
deny-home = Go to { $title }
deny-email-subject = Export permission in Waybill
deny-email-subject-other = Permission in Waybill
deny-records-title = You don’t have access to records
deny-records-text = Seeing records needs the view permission, which your account doesn’t have.
deny-400-title = This request can’t be read
deny-400-text = The address or the form isn’t complete. Go back and try again.
deny-403-title = You don’t have access to this page
deny-403-text = Your account doesn’t have the permission it needs. Ask a super admin if you should have it.
deny-lacks-text = This needs { $right }, which your account doesn’t have.
deny-csrf-title = This form couldn’t be sent
deny-csrf-text = The form is too old or came from another site. Nothing was changed. Go back, reload the page and send it again.
deny-404-title = Page not found
deny-404-text = The page may have moved, or you may not have access to it.
deny-405-title = This address can’t be opened that way
deny-405-text = It belongs to a button or a form. Go back and use that.
deny-file-title = This file can’t be downloaded
deny-file-notready = This export isn’t finished yet. Its file can be downloaded once it says Ready.
deny-file-cancelled = This export was cancelled, so there is no file.
deny-file-failed = This export failed, so there is no file.
deny-file-gone = { $days ->
    [one] This file is no longer available. Exports can be downloaded for { $days } day.
   *[other] This file is no longer available. Exports can be downloaded for { $days } days.
}
deny-file-deleted = This file was deleted by { $name } on { $date }.
deny-file-missing = The file couldn’t be read from the store. The error is logged under this reference: { $ref }
deny-file-too-often = You began { $max } downloads within a minute. Wait a minute and try again.
deny-file-confirm = To download { $name }, follow its link on this page. Links on other sites and in messages don’t start a download.
deny-413-title = That is too large
deny-413-text = The server takes no more than { $max } here.
deny-421-title = This address isn’t served here
deny-421-text = The server doesn’t know the name { $host }. Use the address your administrator gave you.
deny-500-title = Something went wrong
deny-500-text = The error is logged. If it happens again, send your administrator this reference: { $ref }
deny-503-title = Waybill can’t answer right now
deny-503-text = The database or the disk isn’t available. Nothing was changed. Try again in a minute. Reference: { $ref }
deny-indexing-title = The records are being indexed
deny-indexing-text = An index is being built, and nothing can be changed until it is done. Nothing of yours was changed. Try again in a minute.

## idx: record index pages
idx-count = { $count ->
    [one] { $n } record
   *[other] { $n } records
}
idx-import = Import
idx-export = Export
idx-title = { $name } · { $object }
idx-search = Search { $object }
idx-search-submit = Search
idx-search-clear = Clear search
idx-caption = List of { $object }, sorted by { $property }
idx-caption-unsorted = List of { $object }
idx-scroll = Table of { $object }, scrolls sideways
idx-sort = Sort by { $name }
idx-unsort = Back to the usual order
idx-sorted = Sorted by { $property }
idx-sorted-remove = Sorted by { $property }: back to the usual order
idx-unnamed = Unnamed
idx-empty-title = No { $object } yet
idx-empty-text = Import a CSV or Excel file to begin.
idx-empty-text-create = Create the first one to begin.
idx-empty-text-ask = Nobody has imported any. Ask somebody with the import permission.
idx-nomatch-title = No { $object } match
idx-past-title = No further records here
idx-past-text = This page lies outside the list, which may have become shorter since.
idx-past-action = Go to the start of the list
idx-place-gone = The record where this page began has been deleted. This is the start of the list.
idx-nomatch-text = Check the spelling or use fewer words.
idx-nomatch-both = Remove a filter or use fewer words.
idx-nomatch-filter = Remove a filter to see more.
idx-nomatch-picked = The records that this address names are no longer here.
idx-nomatch-segment = No { $object } in this segment
idx-nomatch-static = Tick records in the list to add them, or import into the segment.
idx-nomatch-active = No record meets its conditions at the moment.
idx-nomatch-view = No { $object } in this view
idx-nomatch-view-text = No record passes its filter at the moment.
idx-name = Name
idx-all = Show all { $object }
idx-none-title = Nothing to show here
idx-none-text = Nothing was searched or counted.
idx-err-sensitive = This list filters or sorts by sensitive data, which your account doesn’t have the right to see.
idx-err-conditions = The filter in this address has more than { $max } conditions. Build it again with fewer.
idx-err-joined = The filters of the segment and of this page make more than { $max } conditions together. Build the page’s filter again with fewer.
idx-err-filter = The filter in this address can’t be read. Build it again.
idx-changed = Unsaved changes
idx-filter = Filter
idx-filter-or = or
idx-filter-clear = Clear filters
idx-filter-remove = Remove filter: { $condition }
idx-columns = Columns
idx-picked = Ticked { $object }
idx-pick-all = { $count ->
    [one] The only one that matches
   *[other] All { $n } that match, on every page
}
idx-ticked = Ticked: { $n }
idx-pick-page = Tick all on this page
idx-pick-one = Tick { $name }
idx-pick-unnamed = Tick unnamed record { $n }
idx-export-picked = Export ticked
idx-err-picked = Tick at least one record first, or all that match.

## flt: filters, in words and in their form
flt-title = Filter { $object }
flt-title-of = Filter of { $name }
flt-lead = A record is shown when every condition of at least one group holds.
flt-group = Group { $n }
flt-nth = Condition { $n }
flt-nth-of = Group { $group }, condition { $n }
flt-or-group = or
flt-property = Property
flt-operator = Comparison
flt-value = Value
flt-values = Values
flt-first = From
flt-last = To
flt-to = and
flt-lines = One value per line.
flt-days = Number of days
flt-days-unit = days
flt-choose = Choose…
flt-update = Update
flt-remove = Remove
flt-remove-nth = Remove condition { $n }
flt-add = Add condition
flt-add-group = Add group
flt-apply = Apply filter
flt-keep = Keep as it was
flt-err-property = Choose a property.
flt-err-archived = This property was archived, or isn’t open to you any more. Choose another one, or remove the condition.
flt-err-operator = Choose a comparison of this property.
flt-err-missing = Enter a value.
flt-err-range = Enter a second value that isn’t before the first.
flt-err-long = Enter at most { $n } values of at most 1,000 characters.
flt-err-days = Enter a whole number of days from 1 to 36,500.
flt-err-number = Enter a number, such as 1234.5.
flt-err-digits = Enter a number of at most 15 significant digits.
flt-err-date = Enter a date, such as 2025-10-16.
flt-err-choice = Choose one of the values of this property.
flt-err-text = Enter plain text.
flt-err-address = This filter is too long for the address of a page. Use fewer values, or save it as a segment below.
flt-err-conditions = A filter has at most { $max } conditions. Remove one before you add another.
flt-is = is
flt-any-of = is any of
flt-is-not = is not
flt-none-of = is none of
flt-contains = contains
flt-starts-with = starts with
flt-greater = is greater than
flt-less = is less than
flt-after = is after
flt-before = is before
flt-between = is between
flt-last-days = is in the last … days
flt-next-days = is in the next … days
flt-is-true = is true
flt-is-false = is false
flt-known = has a value
flt-empty = is empty
flt-condition = { $property }: { $test }
flt-compared = { $operator } { $value }
flt-in-range = is between { $first } and { $last }
flt-in-days = is between { $first } and { $last }
flt-in-last = { $count ->
    [one] in the last day
   *[other] in the last { $n } days
}
flt-in-next = { $count ->
    [one] in the next day
   *[other] in the next { $n } days
}
flt-within = from { $first } until { $last }
flt-quoted = “{ $text }”
flt-others = { $count ->
    [one] { $n } other
   *[other] { $n } others
}
flt-hidden = hidden
flt-gone = A property that is no longer there
flt-and = { $first } and { $second }
flt-or = { $first }; or { $second }

## col: columns of an index page
col-title = Columns
col-heading = Columns of { $object }
col-lead = The name always comes first.
col-up = Move { $name } up
col-down = Move { $name } down
col-keep = Keep as they were
col-apply = Show these columns
col-err-none = Choose at least one column.
idx-search-paused = Search and the order by name are off for a few minutes, while a property that has become sensitive is taken out of what search reads. Look through all records, or try again soon.

## rec: one record
rec-saved = Record saved
rec-created = Record created
rec-deleted = Record deleted
rec-made = Created
rec-import = through { $file }
rec-undoing = by undoing the import of { $file }
rec-values = Values
rec-discard = Discard changes
rec-new-title = Create { $one }
rec-create = Create { $one }
rec-new-keep = Don’t create
rec-delete = Delete record
rec-delete-title = Delete this record?
rec-delete-keep = Keep record
rec-delete-confirm = Delete record
rec-delete-effect = The record and its history are gone for good. It leaves every view and segment.
rec-delete-exports = Files exported before keep what they hold.
rec-delete-gone = This record isn’t there any more.
rec-history = History
rec-history-empty = Nobody has changed this record yet.
rec-history-caption = Changes of this record, newest first
rec-history-by = Changed by
rec-history-what = Change
rec-history-when = Date
rec-change = { $property }: “{ $before }” became “{ $after }”
rec-change-set = { $property }: set to “{ $after }”
rec-change-emptied = { $property }: “{ $before }” removed
rec-change-gone = A property that no longer exists was changed
rec-err-empty = Enter at least one value.
rec-err-taken = Another record already has this value. Enter a different one.
rec-err-number = Enter a number such as 1,234.5, with at most 15 significant digits.
rec-err-datetime = Enter a date and time such as 2025-10-16 10:19, by the clock of { $zone }.
rec-err-changed = Somebody changed this to “{ $value }” meanwhile. Saving again replaces it with yours.
rec-too-long = Too long to be changed on this page. To replace or remove it, tick the record in the list and choose Edit.
rec-err-emptied = Somebody emptied this meanwhile. Saving again replaces it with yours.
rec-late = A property that you typed into was archived or hidden while you had this page open. Nothing was saved. The rest of what you typed is kept below: save again to keep it.
rec-gone = This record was deleted while you had this page open. What you typed is kept below: create it anew if it is still needed.

## view: saved views; what segments share with them
view-tabs = Views and segments
view-all = All { $object }
view-more = { $n } more
view-new = Save as view
view-new-title = Save as view
view-new-lead = Keeps the search, filter, order and columns of this page under a name.
view-name = Name
view-copy = Copy of { $name }
view-create = Save view
view-keep = Don’t save
view-created = View saved
view-save = Save changes
view-saved = View saved
view-overtaken = This view was saved since you opened it. Nothing was lost: this page shows what you chose. Discard it to see what is saved now, or save again to replace that.
view-changed = The view of this page was saved anew meanwhile. Nothing was created yet: save again to keep what it shows now.
view-gone = This view isn’t there any more, or isn’t shared with you. What you chose yourself is kept: it applies to all records now.
view-archived = Archived at the moment, and back here when restored: { $properties }
view-discard = Discard changes
view-clone = Clone
view-rename = Rename
view-rename-title = Rename { $name }
view-rename-keep = Keep the name
view-renamed = Name changed
view-share = Share with all
view-share-hint = Everybody who may see these records sees it. Only you and super admins change it.
view-share-hint-sensitive = It filters or sorts by sensitive data: of those who may see these records, only people with the sensitive data permission see it. Only you and super admins change it.
view-unshare = Make private
view-shared = Shared with all
view-unshared = Made private
view-about-shared = Shared with all by { $owner }
view-about-private = Private, by { $owner }
view-delete = Delete
view-delete-title = Delete { $name }?
view-delete-keep = Keep it
view-delete-shared = It is shared: it disappears for everybody. Its link leads nowhere.
view-delete-private = It disappears from your tabs. Its link leads nowhere.
view-delete-records = Records and files exported before stay as they are.
view-deleted = Deleted
view-err-name = Enter a name.

## seg: segments
seg-one = Segment
seg-new = Save as segment
seg-new-title = Create segment
seg-new-lead = A segment is a set of records to come back to, to import into and to export.
seg-kind = Kind
seg-kind-active = Active
seg-kind-active-hint = Every record that fits the search and filter of this page, at any time.
seg-kind-static = Static
seg-kind-static-hint = The records of this page’s selection, until somebody adds or removes some.
seg-kind-static-count = { $count ->
    [one] { $n } record of this page’s selection, until somebody adds or removes some.
   *[other] { $n } records of this page’s selection, until somebody adds or removes some.
}
seg-kind-empty = Static, empty
seg-kind-empty-hint = Add records later, or import into it.
seg-share-hint-sensitive = Its filter tests sensitive data. An active segment is seen only by people with the sensitive data permission; a static one by everybody who may see these records, and so they learn whom the filter fits. Only you and super admins change it.
seg-into = Save in
seg-into-new = A new segment
seg-into-hint = An active segment of yours gets this search and filter; its name and who sees it stay.
seg-create = Create segment
seg-created = Segment created
seg-created-with = { $count ->
    [one] Segment with { $n } record created
   *[other] Segment with { $n } records created
}
seg-saved = Segment saved
seg-err-conditions = This page’s filter and the segment’s make more than { $max } conditions together. Shorten the filter, or choose a static segment.
seg-overtaken = The filter of this segment was changed meanwhile. Save again to replace it, or look at the segment first.
seg-changed = The view or segment of this page was changed meanwhile. Nothing was created yet: look at the number of records, and create the segment again.
seg-edit = Edit filter
seg-save-in = Save in { $name }
seg-editing = You are changing its filter here. The segment stays as it is until you save.
seg-name-hint = Only for a new segment.
seg-err-both = To create a segment of this name, choose “A new segment”. To save in the chosen one, leave this empty.
seg-into-gone = The segment to save in isn’t there any more. Enter a name to create a new one.
seg-gone = This segment isn’t there any more, or isn’t shared with you. What you chose yourself is kept: it applies to all records now.
seg-edited-gone = The segment whose filter you are changing isn’t there any more, or isn’t yours to change. What you chose is kept: save it as a segment to keep it for good.
seg-fits = Records that meet these conditions: { $conditions }
seg-fits-search = Records that contain “{ $search }”
seg-fits-both = Records that contain “{ $search }” and meet these conditions: { $conditions }
seg-fits-all = Every record
seg-list = Segments
seg-list-title = Segments
seg-empty-title = No segments yet
seg-empty-text = Save a filter or ticked records as a segment.
seg-caption = Segments of { $object }
seg-col-members = Members
seg-col-owner = Owner
seg-col-actions = Actions
seg-members-active = By filter
seg-shared = Shared with all
seg-private = Private
seg-delete-static = The list of its members is gone for good. Its link leads nowhere.

## sel: what is done with ticked records
sel-count = { $count ->
    [one] { $n } record
   *[other] { $n } records
}
sel-keep = Change nothing
sel-delete-keep = Keep the records
sel-err-none = None of these records is there any more.
sel-err-changed = The view or segment was changed meanwhile, and none of these records is in it now. Nothing was done.
sel-which = { $what }: { $words }
sel-add-gone = The segment to add them to isn’t there any more. Nothing was added yet: choose another one, or create one.
sel-more = More records match by now. Nothing was done with them yet.
sel-changed = The view or segment was changed since this page was opened. Nothing was done yet: look at which records are meant now.
sel-err-unique = No two records share a value of this property. Set it for one record at a time.
sel-add = Add to segment
sel-add-title = Add to a static segment
sel-add-new = Create a new segment instead
sel-add-confirm = Add to segment
sel-added = { $count ->
    [one] { $n } record added
   *[other] { $n } records added
}
sel-remove = Remove from segment
sel-remove-title = { $count ->
    [one] Remove { $n } record from { $name }?
   *[other] Remove { $n } records from { $name }?
}
sel-remove-confirm = { $count ->
    [one] Remove { $n } record
   *[other] Remove { $n } records
}
sel-remove-effect = The records themselves stay.
sel-removed = { $count ->
    [one] { $n } record removed
   *[other] { $n } records removed
}
sel-edit = Edit
sel-edit-title = Edit one property
sel-edit-property = Property
sel-edit-next = Continue
sel-edit-late = This property was archived or hidden meanwhile. Nothing more was changed. Choose another one.
sel-edit-hint = Left empty, the value is removed from all of them.
sel-edit-confirm = { $count ->
    [one] Change { $n } record
   *[other] Change { $n } records
}
sel-edited = { $count ->
    [one] { $n } record changed
   *[other] { $n } records changed
}
sel-delete = Delete
sel-delete-title = { $count ->
    [one] Delete { $n } record?
   *[other] Delete { $n } records?
}
sel-delete-confirm = { $count ->
    [one] Delete { $n } record
   *[other] Delete { $n } records
}
sel-delete-effect = The records and their history are gone for good.
sel-deleted = { $count ->
    [one] { $n } record deleted
   *[other] { $n } records deleted
}
sel-stopped-title = Your permissions changed meanwhile
sel-stopped = { $done }. Then your permissions changed, and the rest was left as it was. Sign in again to continue.

## bulk: changes of so many records that they are done in the background
bulk-one = Bulk action
bulk-many = Bulk actions
bulk-lead = What you do with more than 2,000 records at once goes on in the background. It is listed here.
bulk-what-edit = Change { $name } of { $n } records
bulk-what-delete = Delete { $n } records
bulk-what-add = Add { $n } records to { $name }
bulk-what-remove = Remove { $n } records from { $name }
bulk-value = New value: “{ $value }”
bulk-value-none = The value is removed
bulk-page-lead = { $user } asked for it on { $date }.
bulk-caption = Bulk actions, newest first
bulk-empty-title = No bulk actions yet
bulk-empty-text = When you edit, delete or collect more than 2,000 records at once, it shows up here.
bulk-all = All bulk actions
bulk-details-for = Details: { $what }
bulk-st-queued = Queued
bulk-st-running = Processing
bulk-st-done = Done
bulk-st-failed = Failed
bulk-st-cancelled = Cancelled
bulk-progress = { $n } of { $total } records
bulk-progress-label = Progress: { $what }
bulk-leave = You can leave this page. The work goes on without it.
bulk-under-way = { $what }: { $progress } so far.
bulk-follow = Follow the progress
bulk-skipped = { $count ->
    [one] { $n } record needed no change
   *[other] { $n } records needed no change
}
bulk-refused = { $count ->
    [one] { $n } record kept its value, because the new one must be unique and another record has it
   *[other] { $n } records kept their value, because the new one must be unique and another record has it
}
bulk-failed-right = The right to do this was taken away. Nothing more was changed.
bulk-failed-property = The property was archived or doesn’t take this value any more. Nothing more was changed.
bulk-failed-segment = The segment is gone or belongs to somebody else. Nothing more was changed.
bulk-failed-more = More records match by now than you agreed to delete. None was deleted: look at them and delete them again.
bulk-failed-attempts = Interrupted { $n } times without getting any further.
bulk-failed-disk = Ran out of disk space.
bulk-failed-generic = Something went wrong on the server. Error reference { $ref }.
bulk-cancelled-by = by { $name }, { $date }
bulk-cancelled-rights-by = a permission that it needs was taken away by { $name }, { $date }
bulk-cancel = Cancel bulk action
bulk-cancel-for = Cancel bulk action: { $what }
bulk-cancel-title = Cancel this bulk action?
bulk-cancel-effect = What was changed so far stays changed. The remaining records aren’t touched.
bulk-cancel-keep = Let it go on
bulk-cancel-done = Bulk action cancelled
bulk-cancel-too-late = This bulk action ended before it could be cancelled.
bulk-live-done = Done: { $what }
bulk-live-failed = Failed: { $what }
bulk-live-cancelled = Cancelled: { $what }

## exp: export dialog
exp-title = Export { $object }
exp-lead = { $count ->
    [one] { $n } record from “{ $view }”
   *[other] { $n } records from “{ $view }”
}
exp-lead-search = { $count ->
    [one] { $n } record from “{ $view }” that matches “{ $q }”
   *[other] { $n } records from “{ $view }” that match “{ $q }”
}
exp-lead-filter = { $count ->
    [one] { $n } record from “{ $view }” that the page’s filter shows
   *[other] { $n } records from “{ $view }” that the page’s filter shows
}
exp-lead-picked = { $count ->
    [one] { $n } ticked record from “{ $view }”
   *[other] { $n } ticked records from “{ $view }”
}
exp-lead-none = No record matches. The file will hold the column names only.
exp-again-gone = “{ $source }” isn’t there any more: the search and filter of the failed export choose the records.
exp-again-changed = “{ $source }” chooses other records now: here the search and filter of the failed export choose them.
exp-again-members = The segment whose records the failed export was limited to isn’t there any more: here its search and filter choose among all records.
exp-again-columns = Columns that aren’t offered any more, and are left out here: { $columns }
exp-name = File name
exp-name-hint = You and the super admins see this name in the export audit.
exp-props = Properties
exp-props-view = Only the columns in this view
exp-props-all = All properties
exp-props-pick = Choose properties
exp-props-sensitive = Sensitive
exp-options = CSV options
exp-header-language = Column names in
exp-separator = Separator
exp-separator-comma = Comma
exp-separator-semicolon = Semicolon
exp-separator-tab = Tab
exp-bom = Byte-order mark
exp-bom-hint = Excel needs it to show accents. Leave it on unless a program says otherwise.
exp-guard = Guard against formulas
exp-guard-hint = Puts an apostrophe before text that a spreadsheet would run as a formula; an import can take it off again. Turn it off only for files that a program reads.
exp-sensitive-title = This file will contain sensitive data
exp-sensitive-text = Properties marked “Sensitive” are included. Handle the file under your data policy. Download history isn’t shown for sensitive exports.
exp-audit = This export is listed in the export audit, where super admins can see it.
exp-submit = Export
exp-cancel = Close
exp-started = Export started
exp-already = The same export is already on its way. It isn’t started twice.
exp-err-name = Enter a file name.
exp-err-name-long = Enter { $max } characters or fewer.
exp-err-name-chars = Remove the invisible characters from the file name.
exp-err-props = Choose at least one property.
exp-err-ticks = You changed the list of properties, so “Choose properties” is on now. Export again for what is ticked, or go back to one of the other two.
exp-err-columns = A workbook holds { $max } columns at most. Choose CSV or fewer columns.
exp-err-gone = A chosen property is no longer there. Check the list and export again.
exp-changed = The view, the segment or the properties on offer were changed since this page was opened. Nothing has left yet: look at what would leave now, and export again.
exp-err-sensitive = Your account may not export sensitive data. Choose properties that aren’t marked “Sensitive”.
exp-err-quota = { $count ->
    [one] You have started { $n } export in the last 24 hours, the limit. Try again after { $time }.
   *[other] You have started { $n } exports in the last 24 hours, the limit. Try again after { $time }.
}
exp-header-internal = Internal names, for programs
exp-values = Choices as
exp-values-labels = Labels, as on the pages
exp-values-internal = Internal values, for programs
exp-values-hint = Labels are in the language of the column names.
exp-format = Format
exp-format-csv = For any program. Text, as it is stored.
exp-format-xlsx = For Excel and LibreOffice. Numbers and dates are typed, times are in UTC.
exp-up = Move { $property } up
exp-down = Move { $property } down
exp-order-hint = The chosen properties become columns in this order. The arrows move them.
exp-options-hint = They make no difference to XLSX.
exp-zip = Compress
exp-zip-hint = Packs the CSV file in a ZIP. Worth it above 2 MB.

## log: the export audit as a file
log-title = Export the export audit
log-lead = { $count ->
    [one] { $n } export, as the page lists it
   *[other] { $n } exports, as the page lists them
}
log-lead-filter = { $count ->
    [one] { $n } export that the page’s filter shows
   *[other] { $n } exports that the page’s filter shows
}
log-lead-none = No export matches. The file will hold the column names only.
log-stem = export-audit
log-props = Columns
log-props-view = Only the columns of the page
log-props-all = All columns
log-props-pick = Choose columns
log-order-hint = The file has the chosen columns in this order. The arrows move them.
log-err-props = Choose at least one column.
log-err-ticks = You changed the list of columns, so “Choose columns” is on now. Export again for what is ticked, or go back to one of the other two.
log-source-all = Exports of all users
log-source-own = Own exports
log-source-named = Export audit: { $source }
log-col-id = Identifier
log-col-kind = Kind of source
log-col-email = User’s email
log-col-bytes = File size in bytes
log-col-cancelled-by = Cancelled by
log-col-deleted-by = File deleted by
log-col-failure = Reason for failure
log-failed-disk = Disk full
log-failed-slow = Took too long
log-failed-worker = Interrupted
log-failed-other = Error on the server

## imp: import
imp-title = Import a file
imp-lead = Send a file first; then choose where each column goes and what each row does.
imp-object = Import into
imp-err-object = Choose what the rows are.
imp-file = CSV or Excel file
imp-file-hint = CSV in UTF-8, or an .xlsx workbook, of which the first visible sheet that isn’t empty is read. The first row holds the column names.
imp-submit = Continue
imp-err-none = Choose a file.
imp-err-type = This isn’t a CSV file. Save the sheet as CSV (UTF-8) or as an Excel workbook (.xlsx) and try again.
imp-err-empty = This file has no rows.
imp-err-header = The first row has no column names.
imp-err-header-long = A column name is longer than { $max } characters.
imp-err-columns = The file has { $n } columns. The limit is { $max }.
imp-err-property = The columns “{ $column }” and “{ $other }” both belong to the property “{ $property }”. Remove one of them.
imp-err-disk = The server has no room for this file. Nothing was imported.
imp-page-title = Import of { $file }
imp-page-lead = { $user } started it on { $date }.
imp-caption = Imports, newest first
imp-col-file = File
imp-col-object = Object
imp-col-state = State
imp-col-user = User
imp-col-date = Date
imp-col-actions = Actions
imp-details = Details
imp-details-for = Details of the import { $file }
imp-st-queued = Queued
imp-st-running = Importing
imp-st-done = Done
imp-st-done-problems = Done, with problems
imp-st-failed = Failed
imp-st-cancelled = Cancelled
imp-progress-label = Progress of the import { $file }
imp-running-uncounted = { $count ->
    [one] { $n } row read so far
   *[other] { $n } rows read so far
}
imp-done = { $count ->
    [one] { $n } record added
   *[other] { $n } records added
}
imp-new-properties = { $count ->
    [one] { $n } new property
   *[other] { $n } new properties
}
imp-failed-disk = Ran out of disk space.
imp-failed-attempts = Interrupted { $n } times before it could finish.
imp-failed-file = The uploaded file couldn’t be read back.
imp-failed-shared = A row has a value that another record has already, in a property that is unique.
imp-failed-generic = Something went wrong on the server. Error reference { $ref }.
imp-failed-kept = { $count ->
    [0] No record was added or updated.
    [one] { $n } record was added before and stays.
   *[other] { $n } records were added before and stay.
}
imp-cancelled-by = by { $name }, { $date }
imp-cancelled-rights-by = a permission that it needs was taken away by { $name }, { $date }
imp-cancelled-rights = a permission that it needs was taken away, { $date }
imp-live-done = The import of { $file } is done.
imp-live-failed = The import of { $file } failed.
imp-live-cancelled = The import of { $file } was cancelled.
imp-cancel = Cancel import
imp-cancel-for = Cancel the import { $file }
imp-cancel-title = Cancel this import?
imp-cancel-body = { $count ->
    [0] No record of { $file } has been added or updated so far.
    [one] { $n } record of { $file } has been added so far.
   *[other] { $n } records of { $file } have been added so far.
}
imp-cancel-body-counts = So far from { $file }: { $counts }.
imp-cancel-effect = Records already added or updated stay as they are now. The remaining rows aren’t imported.
imp-cancel-keep = Keep importing
imp-cancel-confirm = Cancel import
imp-cancel-done = Import cancelled
imp-cancel-too-late = This import finished before it could be cancelled.
imp-started = Import started
imp-started-before = This file’s import had already started, with the choices that were sent first. Those sent now were not used.
imp-open = Go to { $title }
imp-errors = { $count ->
    [one] { $n } row has a problem
   *[other] { $n } rows have a problem
}
imp-errors-lead = These rows weren’t imported. Download them, correct them there and import that file. Keep its last column: it isn’t imported.
imp-errors-caption = Rows that weren’t imported
imp-errors-line = Line
imp-errors-column = Column
imp-errors-reason = Problem
imp-errors-download = Download the problem rows
imp-empty-title = No imports yet
imp-empty-text = Bring in records from a CSV or Excel file.
imp-err-sensitive = The column “{ $column }” belongs to the sensitive property “{ $property }”, which you can’t see. Remove the column, or ask a super admin for the sensitive data permission.
imp-errors-row = Row
imp-errors-file = problem rows
imp-report-reason = Problem found by Waybill
imp-report-cut = This row is too long to stand here. Correct it in the file that you imported.
imp-report-masked = This row isn’t shown: it may hold sensitive data, which your account can’t see.
imp-err-workbook = This workbook can’t be read. Is it protected by a password? Save it again as .xlsx or as CSV (UTF-8).
imp-err-archive = This is a packed file, not a workbook. Unpack it and send the CSV file or the workbook that is in it.
imp-err-old-workbook = This is a workbook of the old kind (.xls), or one that is protected by a password. Save it without a password as .xlsx or as CSV (UTF-8).
imp-err-workbook-large = This workbook unpacks to more than the server takes. Save the sheet as CSV (UTF-8) and try again.
imp-steps = Import steps
imp-step-upload = Upload
imp-step-map = Match columns
imp-step-run = Import
imp-map-title = Import { $object }
imp-map-lead = { $file }, { $size }. Check where each column goes.
imp-map-sheet = Of this workbook, only the sheet { $sheet } is read.
imp-map-matched = Columns matched with a property: { $n } of { $total }
imp-map-column = Column in your file
imp-map-example = Example
imp-map-property = Property in Waybill
imp-map-property-of = Property for the column { $column }
imp-map-name-of = Name of the new property for the column { $column }
imp-map-kind-of = Kind of values of the new property for the column { $column }
imp-map-skip = Don’t import
imp-map-repeated = Another column has this name. This one is left out unless you choose a place for it.
imp-map-nameless = This column has no name. It is left out unless you choose a place for it.
imp-map-new = New property
imp-kind-text = Text
imp-kind-number = Number
imp-kind-date = Date
imp-kind-datetime = Date and time
imp-kind-boolean = Yes or no
imp-kind-email = Email address
imp-kind-phone = Phone number
imp-kind-url = Web address
imp-map-dates = Dates in the file
imp-map-dates-hint = Dates such as 2025-10-16 are understood in every file.
imp-map-dates-guess = This is a guess: the first dates of the file could have the day or the month first. Check it.
imp-map-numbers = Numbers in the file
imp-map-numbers-guess = This is a guess: the comma or point in the first numbers of the file could stand before thousands or before decimals. Check it.
imp-map-times = Times in the file that don’t state a time zone are read as UTC.
imp-map-guarded = Take off the apostrophe that guards against formulas
imp-map-guarded-hint = Some cells begin with an apostrophe before = + - @ or a tab, as Waybill writes them in CSV exports. Unticked, it stays part of the value.
imp-map-preview = First rows of the file
imp-map-rows = What each row does
imp-map-no-key = Every row becomes a new record: none of these records has a unique property that rows could be matched by.
imp-map-twice = Rows are taken in the order of the file. When a value to match by stands in it twice, the later row changes what the earlier one wrote, or is skipped where records aren’t changed.
imp-map-key = Match by
imp-map-key-hint = A unique property that the file has a column for. A row without a value there is reported. Not used when every row becomes a new record.
imp-map-segment = Add to a static segment
imp-map-segment-hint = One of yours, or a new name. Skipped rows aren’t added unless their record is as they say already.
imp-map-start = Start the import
imp-mode-create = Create
imp-mode-create-hint = Every row becomes a new record.
imp-mode-new = Create new only
imp-mode-new-hint = A row becomes a new record unless one has its value; other rows are skipped.
imp-mode-update = Update only
imp-mode-update-hint = A row changes the record that has its value; other rows are skipped. Empty cells change nothing.
imp-mode-upsert = Create or update
imp-mode-upsert-hint = A row changes the record that has its value, or becomes a new record. Empty cells change nothing.
imp-mode-is = What each row does: { $mode }
imp-segment = Segment: { $segment }
imp-by-key = by { $property }
imp-map-err-unknown = Choose where this column goes.
imp-map-err-twice = “{ $column }” goes into { $property } already. Choose another property.
imp-map-err-name = Enter a name for the new property.
imp-map-err-long = Shorten this name to { $max } characters.
imp-map-err-taken = There is a property with this name already. Choose it, or enter another name.
imp-map-err-hidden = There is a property with this name already, and it isn’t open to you. Enter another name.
imp-map-err-none = Choose a property for at least one column.
imp-map-err-edit = Your account can’t change records. Choose a way that only creates them.
imp-map-err-key = Choose a unique property to match by.
imp-map-err-key-column = Choose a property that a column of the file goes into.
imp-map-err-segment = Shorten this name to 200 characters, without invisible ones.
imp-map-err-segment-active = “{ $segment }” is an active segment: its filter decides what belongs to it. Choose a static one or enter another name.
imp-map-err-segment-others = “{ $segment }” is somebody else’s segment: an import adds records to your own only. Enter another name.
imp-updated = { $count ->
    [one] { $n } record updated
   *[other] { $n } records updated
}
imp-skipped = { $count ->
    [one] { $n } row skipped
   *[other] { $n } rows skipped
}
imp-errors-at = Line { $line }: { $reason }
imp-errors-of = { $column }: { $reason }
imp-st-undoing = Undoing
imp-st-undone = Undone
imp-st-undo-failed = Undo failed
imp-undo-by = undo requested by { $name }, { $date }
imp-undo-rights-by = the permission to undo it was taken away by { $name }
imp-undo-rights = the permission to undo it was taken away
imp-undone = { $count ->
    [one] { $n } record removed or restored
   *[other] { $n } records removed or restored
}
imp-undo-kept = { $count ->
    [one] { $n } record was changed by someone since. What was changed stays.
   *[other] { $n } records were changed by someone since. What was changed stays.
}
imp-undo-archived = { $count ->
    [one] { $n } new property that nothing uses was archived.
   *[other] { $n } new properties that nothing uses were archived.
}
imp-undo = Undo import
imp-undo-until = Possible until { $date }
imp-undo-title = Undo this import?
imp-undo-body = { $file } added { $added ->
    [0] no record
    [one] { $added_number } record
   *[other] { $added_number } records
} and updated { $updated ->
    [0] no record
    [one] { $updated_number } record
   *[other] { $updated_number } records
}.
imp-undo-effect = Records that it added are removed, and values that it changed come back. What someone has changed since stays. New properties that nothing uses are archived.
imp-undo-effect-segment = Records that it added are removed, values that it changed come back, and the segment loses what it gained. What someone has changed since stays. New properties that nothing uses are archived.
imp-undo-keep = Keep the import
imp-undo-started = The import is being undone
imp-undo-too-late = This import can’t be undone any more.
imp-live-undone = The import of { $file } was undone.

## bad: why a row of an import was refused
bad-empty = The row is empty.
imp-bad-key = Enter a value: records are matched by this column.
imp-bad-several = Several records have this value. Merge them first, or match by another property.
imp-bad-taken = Another record has this value, and the property is unique.
imp-bad-number-as = Enter a number such as { $sample }, with at most 15 significant digits.
imp-bad-date-as = Enter a date such as { $sample } or 2025-10-16.
imp-bad-datetime-as = Enter a date and time such as { $sample } 08:19 (UTC) or 2025-10-16T10:19:00+02:00.
imp-bad-number = Enter a number such as -1234.5, without spaces or an exponent, with at most 15 significant digits.
imp-bad-date = Enter a date as YYYY-MM-DD, such as 2025-10-16.
imp-bad-datetime = Enter a date and time such as 2025-10-16 08:19 (UTC) or 2025-10-16T10:19:00+02:00.
imp-bad-boolean = Enter yes or no.
imp-bad-email = Enter one email address, such as name@example.org.
imp-bad-phone = Enter a phone number: digits, spaces and + ( ) . - / x # * only.
imp-bad-url = Enter a web address, such as https://example.org.
imp-bad-choice = Enter one of the choices of this property.
imp-bad-two-choices = This fits two choices of the property. Enter an internal value or a label that only the one that is meant has.
imp-bad-nul = Remove the NUL character from this value.
imp-bad-long = Shorten this value to 1,000,000 characters.
imp-bad-code = A number would lose the zeros or the plus sign in front. Take them off, or import the column as text.
imp-bad-error = The cell holds the error { $sample }. Correct its formula, or empty the cell.
imp-bad-formula = The cell holds a formula without a value. Open the workbook in a spreadsheet program, save it and import it again.
imp-row-many-cells = This row has { $found } cells; the header has { $expected }.
imp-row-few-cells = This row has only { $found } of { $expected } cells.
imp-row-utf8 = This row isn’t UTF-8. Save the sheet as CSV (UTF-8).
imp-row-long = This row is longer than 16 MiB.
imp-row-open-quote = The quote that opens on line { $line } never closes. This row and all that follows were not imported.
imp-row-stray-quote = There is text after a closing quote. Double each quote inside a cell.
imp-row-nul = Remove the NUL character from this row.
imp-row-cell = This cell of the workbook can’t be read. Enter its value again.
imp-row-broken = The workbook is damaged in this row or behind it. This row and all that follow were not imported.
imp-row-one-text = All of this row stands in its first cell. Spread it over the columns or empty the last cell if it belongs there.
imp-bad-beyond = { $count ->
    [one] One more value is wrong.
   *[other] { $found } more values are wrong.
}
imp-bad-other = This row couldn’t be imported.
imp-err-utf8 = This file isn’t UTF-8. Save the sheet as CSV (UTF-8) and try again.
imp-err-header-quote = The first row has a quote, on line { $line }, that never closes. Close it and try again.
imp-err-header-stray = The first row has text after a closing quote. Double each quote inside a name.

## usr: users
usr-title = Users and permissions
usr-lead = Who can sign in, who can export, and who sees every export.
usr-caption = Users, by name
usr-invite = Invite user
usr-invite-title = Invite a user
usr-invite-lead = They get an email with a link that works for 7 days.
usr-invite-send = Send invitation
usr-name = Name
usr-email = Email address
usr-col-user = User
usr-col-role = Role
usr-col-rights = Permissions
usr-col-seen = Last active
usr-col-actions = Actions
usr-role-super = Super admin
usr-role-user = User
usr-rights = Permissions
usr-rights-all = All permissions
usr-rights-none = No permissions
usr-perm-view = Can view records
usr-perm-view-hint = Sees lists and records.
usr-perm-edit = Can edit records
usr-perm-edit-hint = Changes values in records.
usr-perm-import = Can import records
usr-perm-import-hint = Adds records from CSV and Excel files; with the right to edit, updates them too.
usr-perm-export = Can export records
usr-perm-export-hint = Sees their own exports in Import & Export.
usr-perm-sensitive = Can see sensitive data
usr-perm-sensitive-hint = Without it, sensitive values are hidden and can’t be exported.
usr-perm-super = Super admin
usr-perm-super-hint = Sees every export, can cancel them, and gets their own large export notifications.
usr-perm-short-view = View
usr-perm-short-edit = Edit
usr-perm-short-import = Import
usr-perm-short-export = Export
usr-perm-short-sensitive = Sensitive data
usr-edit-title = Permissions of { $name }
usr-edit-warning = Changing permissions signs this user out everywhere. Taking the export permission, an object or sensitive data away also cancels the queued and running exports that need it, at once.
usr-edit-keep = Leave unchanged
usr-pending = Invitation sent
usr-pending-until = works until { $date }
usr-pending-expired = Invitation expired
usr-deactivated = Deactivated
usr-never = Never
usr-resend = Resend
usr-resend-for = Resend the invitation to { $name }
usr-deactivate = Deactivate
usr-deactivate-for = Deactivate { $name }
usr-deactivate-title = Deactivate { $name }?
usr-deactivate-text = They’re signed out now and can’t sign in. Their queued and running exports are cancelled. Finished exports stay in the audit.
usr-deactivate-keep = Keep active
usr-deactivate-confirm = Deactivate
usr-reactivate = Reactivate
usr-reactivate-for = Reactivate { $name }
usr-last-super = This is the only super admin. Make someone else a super admin first.
usr-saved = Permissions saved
usr-invited = Invitation sent to { $email }
usr-resent = Invitation sent again to { $email }
usr-deactivate-done = User deactivated
usr-reactivate-done = User reactivated
usr-err-name = Enter a name.
usr-err-email-taken = Someone already has an account with this email address.
usr-err-view = Whoever edits, exports or sees sensitive data must be able to view records too: tick that as well.
usr-resend-late = { $name } can’t be invited again: the invitation was accepted, or the user is deactivated.
usr-invite-keep = Don’t invite
usr-sign-in = Sign-in
usr-sign-in-active = This user can sign in. Deactivating signs them out everywhere and cancels their queued and running exports.
usr-reactivate-text = This user can’t sign in. Reactivating brings their permissions back as they were; cancelled exports stay cancelled.
usr-objects = Objects
usr-objects-all = All objects
usr-objects-some = Only these
usr-objects-which = Objects that are open to this user
usr-only-objects = only { $names }
usr-object-archived = { $title } (archived)
usr-err-objects = Tick at least one object.
usr-overtaken = Somebody changed these permissions while you had them open. They’re shown as they are now, and nothing of yours was saved: change them again if they should still be different.

## prop: objects and properties
prop-title = Objects and properties
prop-lead = What kinds of records there are, and what is kept of each.
prop-caption = Objects, in the order of the top bar
prop-add-object = Add object
prop-col-object = Object
prop-col-name = Internal name
prop-col-records = Records
prop-col-actions = Actions
prop-archived = Archived
prop-rename = Rename
prop-rename-for = Rename { $title }
prop-archive = Archive
prop-archive-for = Archive { $title }
prop-restore = Restore
prop-restore-for = Restore { $title }
prop-object-new = Add an object
prop-object-new-lead = It gets a place in the top bar, a page of its own, imports and exports. Its internal name is made from the English plural and never changes.
prop-object-rename = Rename { $title }
prop-object-rename-lead = Its internal name stays { $name }: addresses and files know it.
prop-one-en = Name for one, English
prop-many-en = Name for many, English
prop-one-fr = Name for one, French
prop-many-fr = Name for many, French
prop-fr-hint = Left empty, the English words are shown.
prop-primary-en = Property that names a record, English
prop-primary-fr = Property that names a record, French
prop-primary-hint = A text, such as Name or Number. Further properties are added afterwards.
prop-err-name = Enter a name.
prop-err-object-taken = There is already an object with this name. Choose another one.
prop-object-added = Object added
prop-object-renamed = Object renamed
prop-object-archived = Object archived
prop-object-restored = Object restored
prop-archive-object-title = Archive { $title }?
prop-archive-object-text = { $count ->
    [0] It has no records. Nobody sees it until you restore it.
    [one] Its { $n } record is kept, but nobody sees it until you restore the object.
   *[other] Its { $n } records are kept, but nobody sees them until you restore the object.
}
prop-archive-object-log = Exports of it stay in the export audit, and finished files can still be downloaded.
prop-archive-keep = Keep it
prop-archive-confirm = Archive
prop-internal = Internal name:
prop-deriving = A property has become sensitive. Until it is taken out of what search reads, people without the sensitive data permission can’t search this object.
prop-group-first = General
prop-group-caption = Properties in { $group }
prop-add = Add property
prop-col-label = Property
prop-col-type = Type
prop-col-marks = Settings
prop-type-text = Text
prop-type-number = Number
prop-type-date = Date
prop-type-datetime = Date and time
prop-type-boolean = Yes or no
prop-type-choice = One choice
prop-type-choices = Several choices
prop-type-email = Email address
prop-type-phone = Phone number
prop-type-url = Web address
prop-mark-sensitive = Sensitive
prop-mark-primary = Names the record
prop-mark-unique = Unique
prop-mark-view = In view
prop-mark-search = Searchable
prop-mark-index = Fast
prop-mark-index-building = Index being built
prop-archived-title = Archived properties
prop-archived-lead = Hidden everywhere. Their values are kept.
prop-new-title = Add a property to { $title }
prop-new-lead = Its internal name is made from the English label and never changes.
prop-edit-title = Property { $name }
prop-label-en = Label, English
prop-label-fr = Label, French
prop-kind = Type
prop-kind-hint = Once records have values it can’t change any more.
prop-description = Description
prop-group = Group
prop-group-hint = The heading under which the property is listed.
prop-settings = Settings
prop-sensitive = Sensitive data
prop-sensitive-hint = Only people with the sensitive data permission see, search and export its values.
prop-view = Column of the list
prop-search = Quick search reads it
prop-search-hint = For text, email addresses, phone numbers and web addresses.
prop-unique = Unique
prop-unique-hint = No two records share a value, and imports can match records by it. Upper and lower case are the same for the letters A to Z alone; the first 200 characters count.
prop-index = Fast filter and sort
prop-index-hint = An index is built in the background. Each one makes imports a little slower.
prop-choices = Choices
prop-choices-hint = For the two types of choices. Without a value, one is made from the English label. A choice can be archived, but not removed: records that have it keep it.
prop-choice-value = Value
prop-choice-en = English label
prop-choice-fr = French label
prop-choice-archived = Archived
prop-choice-value-of = Value of choice { $n }
prop-choice-en-of = English label of choice { $n }
prop-choice-fr-of = French label of choice { $n }
prop-choice-archived-of = Archive choice { $n }
prop-overtaken = Somebody changed this property while you had it open. What you typed is kept below; look at what it is now before you save again.
prop-object-overtaken = Somebody renamed this object while you had it open. What you typed is kept below; look at what it is called now before you save again.
prop-err-taken = This object already has a property with this label. Choose another one.
prop-err-label = Enter a label.
prop-err-kind = The type can’t change: records have values, an import is under way, or the property is unique, indexed or names the record. Add a new property instead.
prop-err-choices = Add at least one choice.
prop-err-no-choices = Choices are for the types “One choice” and “Several choices”. Change the type, or clear the choices.
prop-err-choice-label = Enter an English label for each choice.
prop-err-choice-value = Values of choices have 100 characters at most, without semicolons and invisible characters.
prop-err-choice-semicolon = Remove the semicolon: in files it stands between several choices.
prop-err-choice-twice = Two choices have the value { $value }. Change one of them.
prop-err-choice-label-twice = Two choices have the label { $label }. Change one of them: in files nobody could tell them apart.
prop-err-choice-label-value = The label { $label } is the value of another choice. Change one of them: in files nobody could tell them apart.
prop-err-search-kind = Quick search reads text, email addresses, phone numbers and web addresses only.
prop-err-unique-kind = Choices and yes or no can’t be unique.
prop-err-shared = { $count ->
    [one] { $n } value is shared by several records: { $example }. Correct the records first.
   *[other] { $n } values are shared by several records, such as { $example }. Correct the records first.
}
prop-err-shared-hidden = { $count ->
    [one] { $n } value is shared by several records. Correct the records first.
   *[other] { $n } values are shared by several records. Correct the records first.
}
prop-err-names = Records are named by this property alone, so it can’t be archived.
prop-added = Property added
prop-saved = Property saved
prop-archived-done = Property archived
prop-restored = Property restored
prop-restored-shared = { $count ->
    [one] Property restored. It isn’t unique any more: { $n } value is shared by several records.
   *[other] Property restored. It isn’t unique any more: { $n } values are shared by several records.
}
prop-err-restore-taken = Another property of this object has this label now. Rename or archive that one first, then restore this one.
prop-archive-title = Archive the property { $name }?
prop-archive-text = It disappears from lists, search, imports and exports. Its values are kept and come back when you restore it.

## ntf: notifications
ntf-title = Notifications
ntf-caption = Notifications, newest first
ntf-large = { $user } started a large export
ntf-large-late = { $user } finished a large export
ntf-large-text = { $count ->
    [one] { $name } · { $n } record
   *[other] { $name } · { $n } records
}
ntf-ready = Your export is ready
ntf-failed = Your export failed
ntf-cancelled = { $user } cancelled your export
ntf-cancelled-rights-by = Your export was stopped: { $user } took away { $right }
ntf-cancelled-rights = Your export was stopped: { $right } was missing
ntf-bulk-done = Your bulk action is done
ntf-bulk-failed = Your bulk action failed
ntf-bulk-cancelled = { $user } cancelled your bulk action
ntf-mark-all = Mark all as read
ntf-marked = All notifications marked as read
ntf-empty-title = No notifications yet
ntf-empty-text = Large exports, finished files and bulk actions show up here.

## out: outgoing mail
out-title = Outgoing mail
out-lead = Every email Waybill has written, and whether it got away.
out-no-smtp = No mail server is set, so emails are written to a folder and can be read here. Set WAYBILL_SMTP_URL to send them.
out-caption = Emails, newest first
out-col-to = To
out-col-subject = Subject
out-col-state = State
out-col-date = Date
out-col-actions = Actions
out-kind-large = Large export
out-kind-ready = Export ready
out-kind-failed = Export failed
out-kind-cancelled = Export cancelled
out-kind-invite = Invitation
out-kind-reset = Password reset
out-st-waiting = Waiting
out-st-sent = Sent
out-st-folder = Written to the folder
out-st-failed = Failed
out-next = next try: { $time }
out-tries = { $count ->
    [one] { $n } try
   *[other] { $n } tries
}
out-error = Last error: { $text }
out-retry = Try again
out-retry-done = The email is queued again
out-mail-title = Email to { $email }
out-mail-from = From
out-mail-to = To
out-mail-subject = Subject
out-mail-date = Date
out-filter-state = State
out-filter-state-any = Any state
out-empty-title = No emails yet
out-empty-text = Invitations, password resets and messages about exports appear here.
out-retry-late = This email has left already, or is on its way.
out-kind-large-late = Large export, finished
out-about = { $kind }: { $name }
out-st-dropped = Not sent
out-dropped-recipient = The recipient’s account was deactivated.
out-dropped-rights = The recipient is no longer a super admin.
out-dropped-link = The link in it was used or replaced, or is too old.
out-link-hidden = (The link is hidden: whoever has it can choose the password.)
out-unreadable = This email can’t be shown. The server’s log says why.
out-smtp-set = A mail server is set. What it didn’t take is tried again with growing pauses for about three days.
out-folder = Folder: { $folder }
out-tried = Tries

## pg: pagination
pg-label = Pagination
pg-range = { $n } shown of { $total }
pg-newer = Newer
pg-older = Older
pg-total-capped = 10,000+

## form: shared form copy
form-problem = There is a problem
form-err-of = { $label }: { $sentence }
form-optional = optional
form-save = Save
form-offline = You’re offline. Progress updates resume when the connection is back.
form-session = Your session ended. Sign in again to continue; nothing you typed was sent.
form-stale = This page no longer updates itself. Reload it to see how things stand now.
form-err-email = Enter an email address such as name@example.com.
form-err-long = Enter { $max } characters or fewer.
form-err-chars = Remove the invisible characters.
form-err-name-taken = Another user has this name. Add something that tells the two apart.

## mail: e-mails
mail-large-subject = Large export: { $user } is exporting { $n } { $object }
mail-large-title = A large export has started
mail-large-lead = { $user } is exporting { $n } records. That’s above your threshold of { $threshold }.
mail-large-cta = Review in the export audit
mail-large-can = You can cancel the export while it’s still processing.
mail-large-until = You can cancel it until { $time }, when its first record is read, and while it is processing.
mail-large-sensitive = This export contains sensitive data.
mail-large-why = { $count ->
    [one] You’re a super admin of { $account } and asked to hear about exports above { $threshold } record.
   *[other] You’re a super admin of { $account } and asked to hear about exports above { $threshold } records.
}
mail-large-change = Change your threshold
mail-large-records = records
mail-large-log = rows of the export audit
mail-large-late-subject = Large export: { $user } exported { $n } { $object }
mail-large-late-title = A large export has finished
mail-large-late-lead = { $user } exported { $n } records. That’s above your threshold of { $threshold }.
mail-large-late-can = It has finished. You can delete its file from the export’s details.
mail-f-file = File
mail-f-source = Source
mail-f-records = Records
mail-f-user = User
mail-f-started = Started
mail-f-finished = Finished
mail-f-cancelled = Cancelled
mail-f-address = IP address
mail-line = { $label }: { $value }
mail-ready-subject = Your export is ready: { $name }
mail-ready-title = Your export is ready
mail-ready-lead = { $count ->
    [one] { $name } has { $n } record. Sign in to download it before { $date }.
   *[other] { $name } has { $n } records. Sign in to download it before { $date }.
}
mail-ready-cta = Download from Waybill
mail-failed-subject = Your export failed: { $name }
mail-failed-title = Your export failed
mail-failed-lead = The export { $name } could not be finished.
mail-failed-cta = See it in the export audit
mail-cancelled-subject = Your export was cancelled: { $name }
mail-cancelled-title = Your export was cancelled
mail-cancelled-lead = { $user } cancelled the export { $name }. No file was kept.
mail-cancelled-rights-by = The export { $name } was stopped, because { $user } took { $right } away from you. No file was kept.
mail-cancelled-rights = The export { $name } was stopped, because { $right } was missing. No file was kept.
mail-cancelled-cta = See it in the export audit
mail-invite-subject = { $inviter } invited you to Waybill
mail-invite-title = Join { $account } on Waybill
mail-invite-lead = { $inviter } invited you to Waybill. Choose a password to start. The link works for 7 days.
mail-invite-cta = Accept invitation
mail-invite-ignore = Not expecting this? You can ignore this email; no account is created until you accept.
mail-reset-subject = Reset your Waybill password
mail-reset-title = Reset your password
mail-reset-lead = Someone, hopefully you, asked to reset the password for { $email }. The link works for 1 hour.
mail-reset-cta = Choose a new password
mail-reset-ignore = Didn’t ask for this? Ignore this email; your password stays the same. The request came from { $ip }.
mail-footer = Sent by Waybill at { $host }

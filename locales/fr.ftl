### Waybill : français. Nombres et dates arrivent déjà formatés ($n, $done, $total, $date, $time, $max) ; $count et $days sont des nombres bruts pour le pluriel.
### $object est le pluriel en minuscules d’un objet (obj-…-many), $one son singulier (obj-…-one), $which dit lequel des objets standards c’est, ou own : un nom donné par quelqu’un, de genre inconnu ; $title son intitulé (obj-…). Devant : une espace insécable U+00A0 ; devant ; ! ? % une espace fine U+202F.

## app: shell
app-name = Waybill
app-skip = Aller au contenu principal
app-title = { $page } · Waybill
app-error-prefix = Erreur : { $title }
app-main-nav = Principal
app-menu = Menu
app-search = Rechercher des fiches
app-search-placeholder = Rechercher
app-settings = Paramètres
app-notifications = Notifications
app-notifications-count = Notifications, { $count ->
    [one] { $n } non lue
   *[other] { $n } non lues
}
app-notifications-all = Voir toutes les notifications
app-unread = Non lue
app-notifications-empty = Aucune notification. Les exports volumineux et les fichiers prêts s’affichent ici.
app-account-menu = Menu du compte : { $name }
app-profile = Votre profil
app-language = Langue
app-theme = Thème
app-theme-system = Système
app-theme-light = Clair
app-theme-dark = Sombre
app-sign-in = Se connecter
app-sign-out = Se déconnecter
app-close = Fermer
app-dismiss = Masquer
app-back = Retour
app-more = Plus

## dur, at, from, list, val: words inside sentences and cells
dur-seconds = { $count ->
    [one] { $n } seconde
   *[other] { $n } secondes
}
dur-minutes = { $count ->
    [one] { $n } minute
   *[other] { $n } minutes
}
dur-hours = { $count ->
    [one] { $n } heure
   *[other] { $n } heures
}
at-today = à { $time }
at-day = le { $date } à { $time }
from-today = à partir de { $time }
from-day = à partir du { $date } à { $time }
list-or = { $head } ou { $last }
val-none = Non renseigné
val-yes = Oui
val-no = Non
val-gone = { $value } (ne peut plus être choisi)
val-masked = Masqué
val-masked-title = Donnée sensible : votre compte n’a pas l’autorisation de la voir

## obj: record objects (heading, lower-case plural, lower-case singular)
obj-contacts = Contacts
obj-contacts-many = contacts
obj-contacts-one = contact
obj-companies = Entreprises
obj-companies-many = entreprises
obj-companies-one = entreprise
obj-deals = Transactions
obj-deals-many = transactions
obj-deals-one = transaction
obj-tickets = Tickets
obj-tickets-many = tickets
obj-tickets-one = ticket

## set: settings menu
set-nav = Paramètres
set-nav-open = Menu des paramètres
set-you = Vos préférences
set-profile = Profil
set-sessions = Sessions
set-notify = Notifications
set-account = Compte
set-users = Utilisateurs et autorisations
set-mail = E-mails sortants
set-data = Gestionnaire de données
set-import-export = Import et Export
set-properties = Propriétés

## setup: first start
setup-title = Installer Waybill
setup-lead = Personne n’a encore de compte ici. Nommez votre organisation et créez le premier super administrateur.
setup-org = Nom de l’organisation
setup-org-hint = Affiché dans les e-mails et les invitations.
setup-name = Votre nom
setup-email = Votre adresse e-mail
setup-password = Mot de passe
setup-code = Code à usage unique
setup-code-hint = Le serveur l’a affiché à son démarrage. Il prouve que ce serveur est le vôtre.
setup-submit = Créer le compte
setup-err-org = Saisissez le nom de votre organisation.
setup-err-name = Saisissez votre nom.
setup-err-code = Ce n’est pas le code affiché par le serveur. Consultez ce qu’il affiche et saisissez le code à nouveau.
setup-done = { $account } est prêt. Vous en êtes le premier super administrateur.

## auth: sign-in and passwords
auth-title = Se connecter
auth-lead = Utilisez votre compte professionnel sur { $host }.
auth-email = Adresse e-mail
auth-password = Mot de passe
auth-show = Afficher
auth-hide = Masquer
auth-show-label = Afficher le mot de passe
auth-hide-label = Masquer le mot de passe
auth-remember = Rester connecté pendant 30 jours
auth-remember-hint = Uniquement sur un appareil que vous ne partagez pas.
auth-submit = Se connecter
auth-forgot = Mot de passe oublié ?
auth-error = L’adresse e-mail ou le mot de passe est incorrect.
auth-locked = Trop de tentatives. Réessayez dans { $duration } ou réinitialisez votre mot de passe.
auth-signed-out = Vous êtes déconnecté.
auth-expired = Votre session a pris fin. Connectez-vous pour continuer.
auth-tagline = Aucune fiche ne sort sans laisser de trace.
auth-forgot-title = Réinitialiser votre mot de passe
auth-forgot-lead = Saisissez votre adresse e-mail. Si elle correspond à un compte, nous enverrons un lien valable 1 heure.
auth-forgot-submit = Envoyer le lien
auth-forgot-sent = Consultez vos e-mails. Si { $email } a un compte, un lien vient de lui être envoyé.
auth-new-title = Choisir un nouveau mot de passe
auth-new-label = Nouveau mot de passe
auth-new-hint = Au moins 12 caractères. Quelques mots sans rapport font l’affaire.
auth-new-submit = Enregistrer le mot de passe
auth-new-done = Mot de passe enregistré. Connectez-vous avec celui-ci.
auth-link-title = Ce lien ne fonctionne pas
auth-link-expired = Ce lien a expiré ou a déjà servi. Demandez-en un nouveau.
auth-link-again = Demander un nouveau lien
auth-err-email = Saisissez votre adresse e-mail.
auth-err-password = Saisissez votre mot de passe.
auth-err-password-short = Saisissez au moins 12 caractères.
auth-err-password-long = Saisissez { $max } caractères au maximum.
auth-err-password-common = Ce mot de passe est facile à deviner. Choisissez-en un autre.
auth-forgot-paused = Trop de demandes pour cette adresse. Réessayez dans { $duration }.
auth-back = Retour à la connexion

## inv: accepting an invitation
inv-title = Rejoindre { $account }
inv-lead = Vous êtes invité avec l’adresse { $email }. Choisissez un mot de passe pour commencer.
inv-name = Votre nom
inv-password = Mot de passe
inv-submit = Créer le compte
inv-expired-title = Cette invitation ne fonctionne pas
inv-expired = Une invitation est valable 7 jours et ne sert qu’une fois. Demandez à la personne qui vous a invité de la renvoyer.
inv-done = Bienvenue chez { $account }.

## prof: profile
prof-title = Profil
prof-lead = Ce que les autres voient de vous, et l’apparence de Waybill pour vous.
prof-name = Nom
prof-name-hint = Affiché dans l’audit des exports et dans les e-mails aux super administrateurs. Les exports passés gardent le nom d’alors.
prof-email = Adresse e-mail
prof-email-hint = Demandez à un super administrateur de la modifier.
prof-language = Langue
prof-language-hint = Pour les pages et les e-mails.
prof-zone = Fuseau horaire
prof-zone-hint = Les dates et les heures sont affichées dans ce fuseau.
prof-theme = Thème
prof-saved = Profil enregistré
prof-err-name = Saisissez votre nom.
prof-err-zone = Choisissez un fuseau horaire dans la liste.
prof-password-title = Mot de passe
prof-password-current = Mot de passe actuel
prof-password-new = Nouveau mot de passe
prof-password-submit = Modifier le mot de passe
prof-password-hint = Vos autres sessions prennent fin quand vous le modifiez.
prof-password-changed = Mot de passe modifié. Vos autres sessions ont pris fin.
prof-err-password-current = Ce n’est pas votre mot de passe actuel.
prof-err-password-same = Choisissez un mot de passe différent de l’actuel.
prof-password-paused = Trop de tentatives. Réessayez dans { $duration }.

## ses: sessions
ses-title = Sessions
ses-lead = Là où vous êtes connecté. Terminez toute session que vous ne reconnaissez pas, puis modifiez votre mot de passe.
ses-caption = Vos sessions, de la plus récemment active à la plus ancienne
ses-col-device = Appareil
ses-col-ip = Adresse IP
ses-col-started = Connexion
ses-col-active = Dernière activité
ses-col-actions = Actions
ses-this = Cet appareil
ses-agent = { $browser } sous { $system }
ses-agent-unknown = Navigateur inconnu
ses-kept = Connexion maintenue
ses-end = Terminer la session
ses-end-for = Terminer la session : { $agent }, { $ip }
ses-end-others = Terminer toutes les autres sessions
ses-ended = Session terminée
ses-ended-others = { $count ->
    [0] Il n’y avait aucune autre session
    [one] { $n } autre session terminée
   *[other] { $n } autres sessions terminées
}

## ie: Import & Export page
ie-title = Import et Export
ie-lead = Suivez ce qui sort de votre compte, qui l’a exporté, et importez de nouvelles fiches.
ie-tab-exports = Exports
ie-tab-imports = Imports
ie-import-file = Importer un fichier
ie-threshold-title = Notifications d’export volumineux
ie-threshold-lead = Recevez un e-mail et une notification dès qu’un utilisateur lance un export au-dessus de votre seuil. Ce réglage vous est propre : les autres super administrateurs définissent le leur.
ie-threshold-label = Seuil de notification d’export volumineux
ie-threshold-unit = fiches
ie-threshold-hint = Un nombre entier, { $max } au maximum. Laissez vide pour désactiver.
ie-threshold-save = Enregistrer
ie-threshold-saved = { $count ->
    [one] Seuil enregistré. Vous serez averti des exports de plus de { $n } fiche.
   *[other] Seuil enregistré. Vous serez averti des exports de plus de { $n } fiches.
}
ie-threshold-off = Seuil enregistré. Les notifications d’export volumineux sont désactivées.
ie-threshold-err-max = Saisissez { $max } au maximum.
ie-threshold-err-number = Saisissez un nombre entier entre 1 et { $max }.
ie-audit-title = Audit des exports
ie-audit-export = Exporter l’audit
ie-audit-lead-all = { $days ->
    [one] Tous les exports du compte. Les fichiers sont téléchargeables pendant { $days } jour.
   *[other] Tous les exports du compte. Les fichiers sont téléchargeables pendant { $days } jours.
}
ie-audit-lead-own = { $days ->
    [one] Vos exports. Les fichiers sont téléchargeables pendant { $days } jour.
   *[other] Vos exports. Les fichiers sont téléchargeables pendant { $days } jours.
}
ie-audit-caption = Exports, du plus récent au plus ancien
ie-audit-caption-oldest = Exports, du plus ancien au plus récent
ie-audit-caption-most = Exports, de celui qui a le plus de fiches à celui qui en a le moins
ie-audit-caption-fewest = Exports, de celui qui a le moins de fiches à celui qui en a le plus
ie-audit-tz = Heures affichées : { $zone }.
ie-audit-marked = L’export que vous cherchiez
ie-col-name = Nom
ie-col-source = Source
ie-col-records = Fiches d’informations
ie-col-user = Utilisateur
ie-col-date = Date
ie-col-actions = Actions
ie-filter-label = Filtrer et trier les exports
ie-filter-search = Rechercher par nom de fichier
ie-filter-source = Source
ie-filter-source-any = Toutes sources
ie-filter-user = Utilisateur
ie-filter-user-any = Tous
ie-filter-state = État
ie-filter-state-any = Tous les états
ie-filter-from = Du
ie-filter-to = Au
ie-filter-more = Plus de fiches que
ie-filter-less = Moins de fiches que
ie-filter-apply = Filtrer
ie-filter-clear = Effacer les filtres
ie-filter-err-date = Saisissez une date comme 2025-10-16.
ie-filter-err-range = Saisissez une date de fin qui ne précède pas la date de début.
ie-filter-err-number = Saisissez un nombre entier.
ie-sort = Trier
ie-sort-newest = Plus récents
ie-sort-oldest = Plus anciens
ie-sort-most = Plus de fiches
ie-sort-fewest = Moins de fiches
ie-kind-object = Objet
ie-kind-view = Vue
ie-kind-segment = Segment
ie-kind-log = Audit des exports
ie-you = Vous
ie-deactivated = Désactivé
ie-none-exported = 0 exportée
ie-empty-title = Aucun export pour le moment
ie-empty-text-all = Dès qu’un utilisateur exporte des fiches, le fichier s’affiche ici avec son auteur et sa date.
ie-empty-text-own = { $days ->
    [one] Les fichiers que vous exportez restent ici pendant { $days } jour.
   *[other] Les fichiers que vous exportez restent ici pendant { $days } jours.
}
ie-empty-action = Aller à { $title }
ie-nomatch-title = Aucun export ne correspond à ces filtres
ie-nomatch-text = Essayez un nom plus court ou un autre état.
ie-cancel-note = Seuls les super administrateurs peuvent annuler un export. Adressez-vous à { $names }.
ie-mail-failing = { $count ->
    [one] { $n } e-mail n’a pas pu être envoyé. Quelqu’un n’a peut-être pas été averti d’un export volumineux.
   *[other] { $n } e-mails n’ont pas pu être envoyés. Quelqu’un n’a peut-être pas été averti d’un export volumineux.
}
ie-mail-failing-link = Voir les e-mails sortants
ie-proxy = Cette page vous parvient par { $ip }, qui n’est pas un proxy de confiance. Le journal note son adresse au lieu de celle du visiteur. Si c’est votre proxy inverse, ajoutez-le à WAYBILL_TRUSTED_PROXIES.

## hold: large exports wait before they start
hold-label = Retenir les exports volumineux avant leur démarrage
hold-unit = Unité
hold-unit-seconds = secondes
hold-unit-minutes = minutes
hold-unit-hours = heures
hold-hint = Le temps pour un super administrateur d’annuler. 0 les démarre aussitôt, 48 heures au maximum. Vaut pour tout le compte.
hold-save = Enregistrer
hold-saved = Les exports volumineux attendent désormais { $duration } avant de démarrer.
hold-saved-off = Les exports volumineux démarrent désormais aussitôt.
hold-err-changed = Quelqu’un d’autre a entre-temps réglé cette durée sur { $duration }. Enregistrez de nouveau pour la remplacer.
hold-err-number = Saisissez un nombre entier, 0 ou plus.
hold-err-max = Saisissez 48 heures au maximum.

## st: export states (label, then detail)
st-queued = En file d’attente
st-queued-ahead = { $count ->
    [0] prochain à démarrer
    [one] { $n } export avant celui-ci
   *[other] { $n } exports avant celui-ci
}
st-held = Démarre { $when }
st-processing = En cours de traitement
st-processing-detail = { $count ->
    [one] { $done } sur { $total } fiche
   *[other] { $done } sur { $total } fiches
}
st-processing-label = Progression : { $name }
st-ready = Prêt
st-ready-days = { $count ->
    [0] dernier jour pour télécharger
    [one] { $n } jour pour télécharger
   *[other] { $n } jours pour télécharger
}
st-ready-lacks = il vous manque { $right }
st-download = Télécharger { $name }, { $format }, { $size }
st-cancelled = Annulé
st-cancelled-by = par { $name }, { $date }
st-cancelled-rights-by = { $right } a été retirée par { $name }, { $date }
st-cancelled-rights = { $right } manquait, { $date }
right-sign-in = l’autorisation de se connecter
right-export = l’autorisation d’export
right-view = l’autorisation de consulter les fiches
right-object = l’autorisation de voir son objet
right-log = l’autorisation de voir ses lignes
right-sensitive = l’autorisation de voir les données sensibles
right-some = une autorisation nécessaire
st-failed = Échec
st-failed-disk = { $count ->
    [one] Espace disque insuffisant après { $n } fiche. Aucun fichier conservé.
   *[other] Espace disque insuffisant après { $n } fiches. Aucun fichier conservé.
}
st-failed-snapshot = La lecture des fiches a duré plus de { $duration }. Aucun fichier conservé. Exportez moins de fiches à la fois.
st-failed-attempts = Interrompu { $n } fois avant la fin. Aucun fichier conservé.
st-failed-generic = Une erreur s’est produite sur le serveur. Référence { $ref }.
st-expired = Expiré
st-expired-on = { $days ->
    [one] fichier supprimé le { $date }, après { $days } jour
   *[other] fichier supprimé le { $date }, après { $days } jours
}
st-deleted = Fichier supprimé
st-deleted-by = par { $name }, { $date }
st-sensitive = Données sensibles
st-sensitive-nohistory = Historique non affiché
st-large = Volumineux
st-large-title = { $count ->
    [one] Au-dessus de votre seuil de { $n } fiche
   *[other] Au-dessus de votre seuil de { $n } fiches
}
st-live-ready = { $name } est prêt à être téléchargé.
st-live-failed = { $name } a échoué.
st-live-cancelled = { $name } a été annulé.

## act: row actions
act-cancel = Annuler l’export
act-cancel-for = Annuler l’export { $name }
act-start-now = Démarrer maintenant
act-start-now-for = Démarrer maintenant : { $name }
act-history = Afficher l’historique
act-history-for = Afficher l’historique : { $name }
act-again = Exporter à nouveau
act-again-for = Exporter à nouveau : { $name }
act-details = Détails
act-details-for = Détails : { $name }
act-delete = Supprimer le fichier

## cancel: confirmation
cancel-title = Annuler cet export ?
cancel-body = { $count ->
    [one] Lancé { $when } par { $user }. { $done } sur { $total } fiche est traitée.
   *[other] Lancé { $when } par { $user }. { $done } sur { $total } fiches sont traitées.
}
cancel-body-queued = Demandé { $when } par { $user }. Il n’a pas encore démarré.
cancel-body-held = { $count ->
    [one] Demandé { $when } par { $user }. Sa fiche ({ $total }) sera lue { $start }.
   *[other] Demandé { $when } par { $user }. Ses { $total } fiches seront lues { $start }.
}
cancel-effect = Le fichier ne sera pas disponible au téléchargement. Cette action est irréversible.
cancel-audit = L’annulation est inscrite dans l’audit des exports avec votre nom.
cancel-keep = Poursuivre l’export
cancel-confirm = Annuler l’export
cancel-done = Export annulé
cancel-too-late = Cet export s’est terminé avant l’annulation. Le fichier est disponible.
cancel-too-late-failed = Cet export a échoué avant l’annulation. Il n’y a pas de fichier.
cancel-too-late-gone = Cet export s’est terminé avant l’annulation. Son fichier a été supprimé depuis.

## start: starting a held export at once
start-title = Démarrer cet export maintenant ?
start-body = { $count ->
    [one] Demandé { $when } par { $user } : { $n } fiche. Il démarrerait de lui-même { $start }.
   *[other] Demandé { $when } par { $user } : { $n } fiches. Il démarrerait de lui-même { $start }.
}
start-effect = Les autres super administrateurs perdent le temps qu’il leur reste pour l’annuler avant son démarrage.
start-audit = Votre décision est enregistrée avec votre nom.
start-keep = Laisser attendre
start-confirm = Démarrer maintenant
start-done = Export démarré
start-too-late = Cet export n’est plus en attente. Son état est affiché ci-dessous.

## del: deleting a file early
del-title = Supprimer ce fichier ?
del-body = { $name } était téléchargeable jusqu’au { $date }.
del-effect = Plus personne ne pourra le télécharger. Cette action est irréversible. La ligne et son historique restent dans l’audit des exports.
del-audit = La suppression est enregistrée avec votre nom.
del-keep = Garder le fichier
del-confirm = Supprimer le fichier
del-done = Fichier supprimé
del-too-late = Il n’y a plus de fichier à supprimer.

## det: export details
det-title = Détails de l’export
det-lead = Ce qui a été demandé et ce qu’il en est advenu, tel qu’enregistré à ce moment.
det-back = Retour à Import et Export
det-about = La demande
det-file = Le fichier
det-times = Dates
det-user = Utilisateur
det-object = Objet
det-object-now = S’appelle maintenant { $title }
det-source = Source
det-filter = Filtre
det-filter-none = Aucun : toutes les fiches
det-filter-none-log = Aucun : tous les exports
det-members = Membres du segment à ce moment
det-picked = { $count ->
    [one] { $n } fiche cochée à la main
   *[other] { $n } fiches cochées à la main
}
det-also = { $first } ; { $second }
det-sort = Tri
det-sort-asc = { $property }, croissant
det-sort-desc = { $property }, décroissant
det-sort-archived = { $property } (archivée)
det-sort-none = Ordre de création
det-records = Fiches d’informations
det-properties = Propriétés
det-properties-count = { $count ->
    [one] { $n } propriété
   *[other] { $n } propriétés
}
det-columns-count = { $count ->
    [one] { $n } colonne
   *[other] { $n } colonnes
}
det-sensitive = Données sensibles
det-sensitive-yes = Incluses
det-sensitive-no = Non incluses
det-format = Format
det-header-language = Noms de colonnes en
det-separator = Séparateur
det-bom = Indicateur d’ordre des octets (BOM)
det-guard = Protection contre les formules
det-on = Oui
det-off = Non
det-guard-off = Non : les cellules qui commencent par = + - ou @ figurent telles quelles dans le fichier
det-size = Taille du fichier
det-sha = SHA-256
det-requested = Demandé
det-started = Démarré
det-snapshot = État des fiches au
det-finished = Terminé
det-expires = Téléchargeable jusqu’au
det-expired = Expiré
det-cancelled = Annulé
det-deleted = Fichier supprimé
det-released = Démarré sans attendre
det-by = { $date }, par { $name }
det-address = Demandé depuis
det-attempts = Tentatives
det-not-yet = Pas encore
det-search-for = Fiches contenant « { $text } »
det-header-en = Anglais
det-header-fr = Français
det-header-internal = Noms internes
det-values = Choix sous forme de
det-cut = Cellules tronquées
det-cut-sub = Elles dépassaient les { $n } caractères que peut contenir une cellule de classeur.
det-parts = { $count ->
    [one] { $n } fichier dans un ZIP
   *[other] { $n } fichiers dans un ZIP
}

## hist: download history
hist-title = Historique des téléchargements
hist-lead = { $count ->
    [one] Téléchargé { $n } fois depuis cette page
   *[other] Téléchargé { $n } fois depuis cette page
}
hist-caption = Téléchargements, du plus récent au plus ancien : { $name }
hist-col-user = Utilisateur
hist-col-ip = Adresse IP
hist-col-date = Date
hist-broken-off = Interrompu
hist-started = Commencé
hist-ip-unknown = Inconnue

## deny: no access and error pages
deny-title = Vous n’avez pas accès à Import et Export
deny-text = Pour exporter des fiches, il faut l’autorisation d’export, que votre compte n’a pas.
deny-ask = Demandez à un super administrateur de l’activer :
deny-home = Aller à { $title }
deny-email-subject = Autorisation d’export dans Waybill
deny-email-subject-other = Autorisation dans Waybill
deny-records-title = Vous n’avez pas accès aux fiches
deny-records-text = Pour voir des fiches, il faut l’autorisation de consultation, que votre compte n’a pas.
deny-400-title = Cette demande est illisible
deny-400-text = L’adresse ou le formulaire est incomplet. Revenez en arrière et réessayez.
deny-403-title = Vous n’avez pas accès à cette page
deny-403-text = Votre compte n’a pas l’autorisation nécessaire. Demandez-la à un super administrateur si elle vous revient.
deny-lacks-text = Pour cela, il faut { $right }, dont votre compte ne dispose pas.
deny-csrf-title = Ce formulaire n’a pas pu être envoyé
deny-csrf-text = Le formulaire est trop ancien ou provient d’un autre site. Rien n’a été modifié. Revenez en arrière, rechargez la page et envoyez-le à nouveau.
deny-404-title = Page introuvable
deny-404-text = La page a peut-être été déplacée, ou vous n’y avez pas accès.
deny-405-title = Cette adresse ne s’ouvre pas ainsi
deny-405-text = Elle appartient à un bouton ou à un formulaire. Revenez en arrière et utilisez celui-ci.
deny-file-title = Ce fichier n’est pas téléchargeable
deny-file-notready = Cet export n’est pas terminé. Son fichier sera téléchargeable quand la ligne indiquera Prêt.
deny-file-cancelled = Cet export a été annulé, il n’y a donc pas de fichier.
deny-file-failed = Cet export a échoué, il n’y a donc pas de fichier.
deny-file-gone = { $days ->
    [one] Ce fichier n’est plus disponible. Les exports sont téléchargeables pendant { $days } jour.
   *[other] Ce fichier n’est plus disponible. Les exports sont téléchargeables pendant { $days } jours.
}
deny-file-deleted = Ce fichier a été supprimé par { $name } le { $date }.
deny-file-missing = Le fichier n’a pas pu être lu là où il est déposé. L’erreur est enregistrée sous cette référence : { $ref }
deny-file-too-often = Vous avez lancé { $max } téléchargements en une minute. Patientez une minute, puis réessayez.
deny-file-confirm = Pour télécharger { $name }, suivez son lien sur cette page. Les liens d’autres sites et de messages ne lancent pas de téléchargement.
deny-413-title = C’est trop volumineux
deny-413-text = Le serveur n’accepte pas plus de { $max } ici.
deny-421-title = Cette adresse n’est pas servie ici
deny-421-text = Le serveur ne connaît pas le nom { $host }. Utilisez l’adresse que votre administrateur vous a donnée.
deny-500-title = Une erreur s’est produite
deny-500-text = L’erreur est enregistrée. Si elle se reproduit, transmettez cette référence à votre administrateur : { $ref }
deny-503-title = Waybill ne peut pas répondre pour l’instant
deny-503-text = La base de données ou le disque n’est pas disponible. Rien n’a été modifié. Réessayez dans une minute. Référence : { $ref }
deny-indexing-title = Les fiches sont en cours d’indexation
deny-indexing-text = Un index est en cours de création, et rien ne peut être modifié avant la fin. Rien de votre part n’a été modifié. Réessayez dans une minute.

## idx: record index pages
idx-count = { $count ->
    [one] { $n } fiche
   *[other] { $n } fiches
}
idx-import = Importer
idx-export = Exporter
idx-title = { $name } · { $object }
idx-search = Rechercher des { $object }
idx-search-submit = Rechercher
idx-search-clear = Effacer la recherche
idx-caption = Liste des { $object }, triée par { $property }
idx-caption-unsorted = Liste des { $object }
idx-scroll = Tableau des { $object }, défile horizontalement
idx-sort = Trier par { $name }
idx-unsort = Revenir à l’ordre habituel
idx-sorted = Tri par { $property }
idx-sorted-remove = Tri par { $property } : revenir à l’ordre habituel
idx-unnamed = Sans nom
idx-empty-title = { $which ->
    [contacts] Aucun { $one } pour le moment
    [tickets] Aucun { $one } pour le moment
    [companies] Aucune { $one } pour le moment
    [deals] Aucune { $one } pour le moment
   *[own] { $object } : aucune fiche pour le moment
}
idx-empty-text = Importez un fichier CSV ou Excel pour commencer.
idx-empty-text-create = Commencez par la création d’une première fiche.
idx-empty-text-ask = Personne n’en a importé. Demandez à quelqu’un qui a l’autorisation d’import.
idx-nomatch-title = { $which ->
    [contacts] Aucun { $one } ne correspond
    [tickets] Aucun { $one } ne correspond
    [companies] Aucune { $one } ne correspond
    [deals] Aucune { $one } ne correspond
   *[own] { $object } : aucune fiche ne correspond
}
idx-past-title = Aucune autre fiche ici
idx-past-text = Cette page est en dehors de la liste, qui a peut-être raccourci depuis.
idx-past-action = Aller au début de la liste
idx-place-gone = La fiche où cette page commençait a été supprimée. Voici le début de la liste.
idx-nomatch-text = Vérifiez l’orthographe ou utilisez moins de mots.
idx-nomatch-both = Retirez un filtre ou utilisez moins de mots.
idx-nomatch-filter = Retirez un filtre pour voir plus de fiches.
idx-nomatch-picked = Les fiches que cette adresse désigne ne sont plus ici.
idx-nomatch-segment = { $which ->
    [contacts] Aucun { $one } dans ce segment
    [tickets] Aucun { $one } dans ce segment
    [companies] Aucune { $one } dans ce segment
    [deals] Aucune { $one } dans ce segment
   *[own] { $object } : aucune fiche dans ce segment
}
idx-nomatch-static = Cochez des fiches dans la liste pour les ajouter ou faites un import dans le segment.
idx-nomatch-active = Aucune fiche ne remplit ses conditions pour le moment.
idx-nomatch-view = { $which ->
    [contacts] Aucun { $one } dans cette vue
    [tickets] Aucun { $one } dans cette vue
    [companies] Aucune { $one } dans cette vue
    [deals] Aucune { $one } dans cette vue
   *[own] { $object } : aucune fiche dans cette vue
}
idx-nomatch-view-text = Aucune fiche ne remplit son filtre pour le moment.
idx-name = Nom
idx-all = Afficher toutes les fiches ({ $object })
idx-none-title = Rien à afficher ici
idx-none-text = Rien n’a été cherché ni compté.
idx-err-sensitive = Cette liste filtre ou trie sur des données sensibles, que votre compte n’a pas l’autorisation de voir.
idx-err-conditions = Le filtre de cette adresse a plus de { $max } conditions. Recréez-le avec moins de conditions.
idx-err-joined = Les filtres du segment et de cette page font ensemble plus de { $max } conditions. Recréez celui de la page avec moins de conditions.
idx-err-filter = Le filtre de cette adresse est illisible. Recréez-le.
idx-changed = Modifications non enregistrées
idx-filter = Filtrer
idx-filter-or = ou
idx-filter-clear = Effacer les filtres
idx-filter-remove = Retirer le filtre : { $condition }
idx-columns = Colonnes
idx-picked = Fiches cochées ({ $object })
idx-pick-all = { $count ->
    [one] La seule fiche qui correspond
   *[other] Toutes les fiches qui correspondent ({ $n }), sur toutes les pages
}
idx-ticked = Cochées : { $n }
idx-pick-page = Cocher toute la page
idx-pick-one = Cocher { $name }
idx-pick-unnamed = Cocher la fiche sans nom { $n }
idx-export-picked = Exporter les fiches cochées
idx-err-picked = Cochez d’abord au moins une fiche, ou toutes celles qui correspondent.

## flt: filters, in words and in their form
flt-title = Filtrer les { $object }
flt-title-of = Filtre du segment { $name }
flt-lead = Une fiche est affichée quand toutes les conditions d’au moins un groupe sont remplies.
flt-group = Groupe { $n }
flt-nth = Condition { $n }
flt-nth-of = Groupe { $group }, condition { $n }
flt-or-group = ou
flt-property = Propriété
flt-operator = Comparaison
flt-value = Valeur
flt-values = Valeurs
flt-first = De
flt-last = À
flt-to = et
flt-lines = Une valeur par ligne.
flt-days = Nombre de jours
flt-days-unit = jours
flt-choose = Choisir…
flt-update = Actualiser
flt-remove = Retirer
flt-remove-nth = Retirer la condition { $n }
flt-add = Ajouter une condition
flt-add-group = Ajouter un groupe
flt-apply = Appliquer le filtre
flt-keep = Ne rien changer
flt-err-property = Choisissez une propriété.
flt-err-archived = Cette propriété a été archivée ou ne vous est plus accessible. Choisissez-en une autre ou retirez la condition.
flt-err-operator = Choisissez une comparaison de cette propriété.
flt-err-missing = Saisissez une valeur.
flt-err-range = Saisissez une seconde valeur qui ne précède pas la première.
flt-err-long = Saisissez au plus { $n } valeurs de 1 000 caractères au plus.
flt-err-days = Saisissez un nombre entier de jours, de 1 à 36 500.
flt-err-number = Saisissez un nombre, par exemple 1234,5.
flt-err-digits = Saisissez un nombre de 15 chiffres significatifs au plus.
flt-err-date = Saisissez une date, par exemple 2025-10-16.
flt-err-choice = Choisissez une des valeurs de cette propriété.
flt-err-text = Saisissez du texte simple.
flt-err-address = Ce filtre est trop long pour l’adresse d’une page. Réduisez le nombre de valeurs ou enregistrez-le ci-dessous comme segment.
flt-err-conditions = Un filtre a { $max } conditions au plus. Retirez-en une avant d’en ajouter une autre.
flt-is = est
flt-any-of = est l’un de
flt-is-not = n’est pas
flt-none-of = n’est aucun de
flt-contains = contient
flt-starts-with = commence par
flt-greater = supérieur à
flt-less = inférieur à
flt-after = après le
flt-before = avant le
flt-between = entre
flt-last-days = dans les … derniers jours
flt-next-days = dans les … prochains jours
flt-is-true = est vrai
flt-is-false = est faux
flt-known = a une valeur
flt-empty = est vide
flt-condition = { $property } : { $test }
flt-compared = { $operator } { $value }
flt-in-range = entre { $first } et { $last }
flt-in-days = entre le { $first } et le { $last }
flt-in-last = { $count ->
    [one] dans le dernier jour
   *[other] dans les { $n } derniers jours
}
flt-in-next = { $count ->
    [one] dans le prochain jour
   *[other] dans les { $n } prochains jours
}
flt-within = de { $first } à { $last }
flt-quoted = « { $text } »
flt-others = { $count ->
    [one] { $n } autre
   *[other] { $n } autres
}
flt-hidden = masqué
flt-gone = Une propriété qui n’existe plus
flt-and = { $first } et { $second }
flt-or = { $first } ; ou { $second }

## col: columns of an index page
col-title = Colonnes
col-heading = Colonnes des { $object }
col-lead = Le nom vient toujours en premier.
col-up = Monter { $name }
col-down = Descendre { $name }
col-keep = Ne rien changer
col-apply = Afficher ces colonnes
col-err-none = Choisissez au moins une colonne.
idx-search-paused = La recherche et le tri par nom sont suspendus quelques minutes, le temps de retirer de la recherche une propriété devenue sensible. Parcourez toutes les fiches ou réessayez bientôt.

## rec: one record
rec-saved = Fiche enregistrée
rec-created = Fiche créée
rec-deleted = Fiche supprimée
rec-made = Créée le
rec-import = import : { $file }
rec-undoing = import défait : { $file }
rec-values = Valeurs
rec-discard = Annuler les modifications
rec-new-title = Créer une fiche
rec-create = Créer une fiche
rec-new-keep = Ne pas créer
rec-delete = Supprimer la fiche
rec-delete-title = Supprimer cette fiche ?
rec-delete-keep = Conserver la fiche
rec-delete-confirm = Supprimer la fiche
rec-delete-effect = La fiche et son historique sont supprimés définitivement. Elle quitte toutes les vues et tous les segments.
rec-delete-exports = Les fichiers déjà exportés gardent leur contenu.
rec-delete-gone = Cette fiche n’existe plus.
rec-history = Historique
rec-history-empty = Personne n’a encore modifié cette fiche.
rec-history-caption = Modifications de cette fiche, de la plus récente à la plus ancienne
rec-history-by = Modifiée par
rec-history-what = Modification
rec-history-when = Date
rec-change = { $property } : « { $before } » remplacé par « { $after } »
rec-change-set = { $property } : « { $after } » ajouté
rec-change-emptied = { $property } : « { $before } » retiré
rec-change-gone = Une propriété qui n’existe plus a été modifiée
rec-err-empty = Saisissez au moins une valeur.
rec-err-taken = Une autre fiche a déjà cette valeur. Saisissez-en une autre.
rec-err-number = Saisissez un nombre comme 1 234,5, avec 15 chiffres significatifs au plus.
rec-err-datetime = Saisissez une date et une heure comme 2025-10-16 10:19, à l’heure de { $zone }.
rec-err-changed = Quelqu’un a entre-temps saisi « { $value } ». Enregistrer de nouveau le remplace par votre valeur.
rec-too-long = Trop long pour être modifié sur cette page. Pour le remplacer ou le retirer, cochez la fiche dans la liste et choisissez Modifier.
rec-err-emptied = Quelqu’un a entre-temps vidé ce champ. Enregistrer de nouveau le remplace par votre valeur.
rec-late = Une propriété que vous avez remplie a été archivée ou masquée pendant que cette page était ouverte. Rien n’a été enregistré. Le reste de votre saisie est conservé ci-dessous : enregistrez à nouveau pour le garder.
rec-gone = Cette fiche a été supprimée pendant que cette page était ouverte. Votre saisie est conservée ci-dessous : créez-la à nouveau si elle est encore utile.

## view: saved views; what segments share with them
view-tabs = Vues et segments
view-all = { $which ->
    [contacts] Tous les { $object }
    [tickets] Tous les { $object }
    [companies] Toutes les { $object }
    [deals] Toutes les { $object }
   *[own] { $object } : liste complète
}
view-more = { $n } de plus
view-new = Enregistrer comme vue
view-new-title = Enregistrer comme vue
view-new-lead = Conserve sous un nom la recherche, le filtre, l’ordre et les colonnes de cette page.
view-name = Nom
view-copy = { $name } (copie)
view-create = Enregistrer la vue
view-keep = Ne pas enregistrer
view-created = Vue enregistrée
view-save = Enregistrer les modifications
view-saved = Vue enregistrée
view-overtaken = Cette vue a été enregistrée depuis que vous l’avez ouverte. Rien n’est perdu : cette page montre vos choix. Abandonnez-les pour voir ce qui est enregistré maintenant, ou enregistrez à nouveau pour le remplacer.
view-changed = La vue de cette page a été enregistrée à nouveau entre-temps. Rien n’a encore été créé : enregistrez encore une fois pour garder ce qu’elle montre maintenant.
view-gone = Cette vue n’existe plus ou n’est pas partagée avec vous. Vos propres choix sont conservés : ils s’appliquent maintenant à toutes les fiches.
view-archived = Archivé pour l’instant, de retour ici après restauration : { $properties }
view-discard = Abandonner les modifications
view-clone = Dupliquer
view-rename = Renommer
view-rename-title = Renommer { $name }
view-rename-keep = Garder le nom
view-renamed = Nom modifié
view-share = Partager avec tous
view-share-hint = Visible par toutes les personnes qui peuvent voir ces fiches. Seuls vous et les super administrateurs pouvez y apporter des modifications.
view-share-hint-sensitive = Filtre ou tri selon des données sensibles : parmi les personnes qui peuvent voir ces fiches, seules celles qui ont l’autorisation de voir les données sensibles y ont accès. Seuls vous et les super administrateurs pouvez y apporter des modifications.
view-unshare = Ne plus partager
view-shared = Partage activé
view-unshared = Partage désactivé
view-about-shared = Partage avec tous par { $owner }
view-about-private = Accès privé, par { $owner }
view-delete = Supprimer
view-delete-title = Supprimer { $name } ?
view-delete-keep = Conserver
view-delete-shared = Le partage est actif : la suppression vaut pour tout le monde. Le lien ne mène plus à rien.
view-delete-private = L’onglet disparaît. Le lien ne mène plus à rien.
view-delete-records = Les fiches et les fichiers déjà exportés restent inchangés.
view-deleted = Suppression effectuée
view-err-name = Saisissez un nom.

## seg: segments
seg-one = Segment
seg-new = Enregistrer comme segment
seg-new-title = Créer un segment
seg-new-lead = Un segment est un ensemble de fiches à retrouver, à compléter par import et à exporter.
seg-kind = Type
seg-kind-active = Actif
seg-kind-active-hint = Toutes les fiches qui répondent à la recherche et au filtre de cette page, à tout moment.
seg-kind-static = Statique
seg-kind-static-hint = Les fiches sélectionnées sur cette page, jusqu’à ce que quelqu’un en ajoute ou en retire.
seg-kind-static-count = { $count ->
    [one] { $n } fiche sélectionnée sur cette page, jusqu’à ce que quelqu’un en ajoute ou en retire.
   *[other] { $n } fiches sélectionnées sur cette page, jusqu’à ce que quelqu’un en ajoute ou en retire.
}
seg-kind-empty = Statique, vide
seg-kind-empty-hint = Ajoutez des fiches plus tard, ou par import.
seg-share-hint-sensitive = Le filtre porte sur des données sensibles. Un segment actif n’est visible qu’avec l’autorisation de voir les données sensibles ; un segment statique l’est par toutes les personnes qui peuvent voir ces fiches, qui apprennent ainsi à qui le filtre correspond. Seuls vous et les super administrateurs pouvez y apporter des modifications.
seg-into = Enregistrer dans
seg-into-new = Un nouveau segment
seg-into-hint = Un de vos segments actifs reçoit cette recherche et ce filtre ; son nom et son partage restent.
seg-create = Créer le segment
seg-created = Segment créé
seg-created-with = { $count ->
    [one] Segment de { $n } fiche créé
   *[other] Segment de { $n } fiches créé
}
seg-saved = Segment enregistré
seg-err-conditions = Le filtre de cette page et celui du segment font ensemble plus de { $max } conditions. Raccourcissez le filtre ou choisissez un segment statique.
seg-overtaken = Le filtre de ce segment a été modifié entre-temps. Enregistrez à nouveau pour le remplacer, ou regardez d’abord le segment.
seg-changed = La vue ou le segment de cette page a été modifié entre-temps. Rien n’a encore été créé : regardez le nombre de fiches, puis créez le segment à nouveau.
seg-edit = Modifier le filtre
seg-save-in = Enregistrer dans { $name }
seg-editing = Vous modifiez ici son filtre. Le segment reste tel quel jusqu’à l’enregistrement.
seg-name-hint = Seulement pour un nouveau segment.
seg-err-both = Pour créer un segment de ce nom, choisissez « Un nouveau segment ». Pour enregistrer dans celui qui est choisi, laissez ce champ vide.
seg-into-gone = Le segment où enregistrer n’existe plus. Saisissez un nom pour en créer un.
seg-gone = Ce segment n’existe plus ou n’est pas partagé avec vous. Vos propres choix sont conservés : ils s’appliquent maintenant à toutes les fiches.
seg-edited-gone = Le segment dont vous modifiez le filtre n’existe plus ou vous ne pouvez pas le modifier. Vos choix sont conservés : enregistrez-les comme segment pour les garder.
seg-fits = Fiches qui remplissent ces conditions : { $conditions }
seg-fits-search = Fiches qui contiennent « { $search } »
seg-fits-both = Fiches qui contiennent « { $search } » et remplissent ces conditions : { $conditions }
seg-fits-all = Toutes les fiches
seg-list = Segments
seg-list-title = Segments
seg-empty-title = Aucun segment
seg-empty-text = Enregistrez un filtre ou des fiches cochées comme segment.
seg-caption = Segments : { $object }
seg-col-members = Membres
seg-col-owner = Propriétaire
seg-col-actions = Actions
seg-members-active = Par filtre
seg-shared = Partagé avec tous
seg-private = Privé
seg-delete-static = La liste de ses membres est supprimée définitivement. Le lien ne mène plus à rien.

## sel: what is done with ticked records
sel-count = { $count ->
    [one] { $n } fiche
   *[other] { $n } fiches
}
sel-keep = Ne rien modifier
sel-delete-keep = Conserver les fiches
sel-err-none = Aucune de ces fiches n’existe plus.
sel-err-changed = La vue ou le segment a été modifié entre-temps, et aucune de ces fiches n’en fait partie maintenant. Rien n’a été fait.
sel-which = { $what } : { $words }
sel-add-gone = Le segment où ajouter ces fiches n’existe plus. Rien n’a encore été ajouté : choisissez-en un autre ou créez-en un.
sel-more = Davantage de fiches correspondent désormais. Rien n’a encore été fait.
sel-changed = La vue ou le segment a été modifié depuis l’ouverture de cette page. Rien n’a encore été fait : regardez de quelles fiches il s’agit maintenant.
sel-err-unique = Deux fiches ne partagent jamais une valeur de cette propriété. Définissez-la pour une fiche à la fois.
sel-add = Ajouter au segment
sel-add-title = Ajouter à un segment statique
sel-add-new = Créer plutôt un nouveau segment
sel-add-confirm = Ajouter au segment
sel-added = { $count ->
    [one] { $n } fiche ajoutée
   *[other] { $n } fiches ajoutées
}
sel-remove = Retirer du segment
sel-remove-title = { $count ->
    [one] Retirer { $n } fiche du segment { $name } ?
   *[other] Retirer { $n } fiches du segment { $name } ?
}
sel-remove-confirm = { $count ->
    [one] Retirer { $n } fiche
   *[other] Retirer { $n } fiches
}
sel-remove-effect = Les fiches elles-mêmes restent.
sel-removed = { $count ->
    [one] { $n } fiche retirée
   *[other] { $n } fiches retirées
}
sel-edit = Modifier
sel-edit-title = Modifier une propriété
sel-edit-property = Propriété
sel-edit-next = Continuer
sel-edit-late = Cette propriété a été archivée ou masquée entre-temps. Rien d’autre n’a été modifié. Choisissez-en une autre.
sel-edit-hint = Laissée vide, la valeur est retirée de toutes.
sel-edit-confirm = { $count ->
    [one] Modifier { $n } fiche
   *[other] Modifier { $n } fiches
}
sel-edited = { $count ->
    [one] { $n } fiche modifiée
   *[other] { $n } fiches modifiées
}
sel-delete = Supprimer
sel-delete-title = { $count ->
    [one] Supprimer { $n } fiche ?
   *[other] Supprimer { $n } fiches ?
}
sel-delete-confirm = { $count ->
    [one] Supprimer { $n } fiche
   *[other] Supprimer { $n } fiches
}
sel-delete-effect = Les fiches et leur historique sont supprimés définitivement.
sel-deleted = { $count ->
    [one] { $n } fiche supprimée
   *[other] { $n } fiches supprimées
}
sel-stopped-title = Vos autorisations ont changé entre-temps
sel-stopped = { $done }. Vos autorisations ont ensuite changé, et le reste n’a pas été modifié. Reconnectez-vous pour continuer.

## bulk: changes of so many records that they are done in the background
bulk-one = Action groupée
bulk-many = Actions groupées
bulk-lead = Ce que vous faites de plus de 2 000 fiches à la fois se poursuit en arrière-plan. La liste est ici.
bulk-what-edit = Modifier { $name } de { $n } fiches
bulk-what-delete = Supprimer { $n } fiches
bulk-what-add = Ajouter { $n } fiches au segment { $name }
bulk-what-remove = Retirer { $n } fiches du segment { $name }
bulk-value = Nouvelle valeur : « { $value } »
bulk-value-none = La valeur est retirée
bulk-page-lead = Demandée par { $user }, { $date }.
bulk-caption = Actions groupées, de la plus récente à la plus ancienne
bulk-empty-title = Aucune action groupée pour le moment
bulk-empty-text = Lorsque vous modifiez, supprimez ou regroupez plus de 2 000 fiches à la fois, l’action figure ici.
bulk-all = Toutes les actions groupées
bulk-details-for = Détails : { $what }
bulk-st-queued = En file d’attente
bulk-st-running = En cours de traitement
bulk-st-done = Terminée
bulk-st-failed = Échec
bulk-st-cancelled = Annulée
bulk-progress = { $n } sur { $total } fiches
bulk-progress-label = Progression : { $what }
bulk-leave = Vous pouvez quitter cette page. Le travail se poursuit sans elle.
bulk-under-way = { $what } : { $progress } jusqu’ici.
bulk-follow = Suivre la progression
bulk-skipped = { $count ->
    [one] { $n } fiche n’avait rien à modifier
   *[other] { $n } fiches n’avaient rien à modifier
}
bulk-refused = { $count ->
    [one] { $n } fiche a gardé sa valeur, car la nouvelle doit être unique et une autre fiche l’a déjà
   *[other] { $n } fiches ont gardé leur valeur, car la nouvelle doit être unique et une autre fiche l’a déjà
}
bulk-failed-right = L’autorisation nécessaire a été retirée. Plus rien n’a été modifié.
bulk-failed-property = La propriété a été archivée ou n’accepte plus cette valeur. Plus rien n’a été modifié.
bulk-failed-segment = Le segment n’existe plus ou appartient à quelqu’un d’autre. Plus rien n’a été modifié.
bulk-failed-more = Davantage de fiches correspondent que vous n’avez accepté d’en supprimer. Aucune n’a été supprimée : vérifiez-les et supprimez-les de nouveau.
bulk-failed-attempts = Interrompue { $n } fois sans avancer.
bulk-failed-disk = Espace disque insuffisant.
bulk-failed-generic = Une erreur s’est produite sur le serveur. Référence { $ref }.
bulk-cancelled-by = par { $name }, { $date }
bulk-cancelled-rights-by = une autorisation nécessaire a été retirée par { $name }, { $date }
bulk-cancel = Annuler l’action groupée
bulk-cancel-for = Annuler l’action groupée : { $what }
bulk-cancel-title = Annuler cette action groupée ?
bulk-cancel-effect = Ce qui a été modifié le reste. Les fiches suivantes ne sont pas touchées.
bulk-cancel-keep = Poursuivre
bulk-cancel-done = Action groupée annulée
bulk-cancel-too-late = Cette action groupée s’est terminée avant l’annulation.
bulk-live-done = Terminée : { $what }
bulk-live-failed = Échec : { $what }
bulk-live-cancelled = Annulée : { $what }

## exp: export dialog
exp-title = Exporter des { $object }
exp-lead = { $count ->
    [one] { $n } fiche de « { $view } »
   *[other] { $n } fiches de « { $view } »
}
exp-lead-search = { $count ->
    [one] { $n } fiche de « { $view } » qui correspond à « { $q } »
   *[other] { $n } fiches de « { $view } » qui correspondent à « { $q } »
}
exp-lead-filter = { $count ->
    [one] { $n } fiche de « { $view } » que le filtre de la page affiche
   *[other] { $n } fiches de « { $view } » que le filtre de la page affiche
}
exp-lead-picked = { $count ->
    [one] { $n } fiche cochée de « { $view } »
   *[other] { $n } fiches cochées de « { $view } »
}
exp-lead-none = Aucune fiche ne correspond. Le fichier ne contiendra que les noms de colonnes.
exp-again-gone = « { $source } » n’existe plus : la recherche et le filtre de l’export échoué choisissent les fiches.
exp-again-changed = « { $source } » choisit maintenant d’autres fiches : ici, la recherche et le filtre de l’export échoué les choisissent.
exp-again-members = Le segment auquel l’export échoué était limité n’existe plus : ici, sa recherche et son filtre choisissent parmi toutes les fiches.
exp-again-columns = Colonnes qui ne sont plus proposées et manquent donc ici : { $columns }
exp-name = Nom du fichier
exp-name-hint = Vous et les super administrateurs voyez ce nom dans l’audit des exports.
exp-props = Propriétés
exp-props-view = Uniquement les colonnes de cette vue
exp-props-all = Toutes les propriétés
exp-props-pick = Choisir les propriétés
exp-props-sensitive = Sensible
exp-options = Options du CSV
exp-header-language = Noms de colonnes en
exp-separator = Séparateur
exp-separator-comma = Virgule
exp-separator-semicolon = Point-virgule
exp-separator-tab = Tabulation
exp-bom = Indicateur d’ordre des octets (BOM)
exp-bom-hint = Excel en a besoin pour afficher les accents. Laissez-le, sauf si un programme demande le contraire.
exp-guard = Protéger contre les formules
exp-guard-hint = Place une apostrophe devant un texte qu’un tableur exécuterait comme une formule ; un import peut la retirer. À désactiver seulement pour les fichiers lus par un programme.
exp-sensitive-title = Ce fichier contiendra des données sensibles
exp-sensitive-text = Des propriétés marquées « Sensible » sont incluses. Appliquez votre politique de données. L’historique des téléchargements n’est pas affiché pour les exports sensibles.
exp-audit = Cet export figure dans l’audit des exports, visible par les super administrateurs.
exp-submit = Exporter
exp-cancel = Fermer
exp-started = Export lancé
exp-already = Le même export est déjà en route. Il n’est pas lancé deux fois.
exp-err-name = Saisissez un nom de fichier.
exp-err-name-long = Saisissez { $max } caractères au maximum.
exp-err-name-chars = Retirez les caractères invisibles du nom de fichier.
exp-err-props = Choisissez au moins une propriété.
exp-err-ticks = Vous avez modifié la liste des propriétés : « Choisir les propriétés » est maintenant actif. Relancez l’export pour obtenir ce qui est coché, ou revenez à l’un des deux autres choix.
exp-err-columns = Un classeur contient { $max } colonnes au maximum. Choisissez le CSV ou moins de colonnes.
exp-err-gone = Une propriété choisie n’existe plus. Vérifiez la liste, puis relancez l’export.
exp-changed = La vue, le segment ou les propriétés proposées ont été modifiés depuis l’ouverture de cette page. Rien n’est encore parti : regardez ce qui partirait maintenant, puis relancez l’export.
exp-err-sensitive = Votre compte ne peut pas exporter de données sensibles. Choisissez des propriétés qui ne sont pas marquées « Sensible ».
exp-err-quota = { $count ->
    [one] Vous avez lancé { $n } export en 24 heures, le maximum. Réessayez après { $time }.
   *[other] Vous avez lancé { $n } exports en 24 heures, le maximum. Réessayez après { $time }.
}
exp-header-internal = Noms internes, pour les programmes
exp-values = Choix sous forme de
exp-values-labels = Libellés, comme sur les pages
exp-values-internal = Valeurs internes, pour les programmes
exp-values-hint = Les libellés sont dans la langue des noms de colonnes.
exp-format = Format
exp-format-csv = Pour tout programme. Du texte, tel qu’il est enregistré.
exp-format-xlsx = Pour Excel et LibreOffice. Nombres et dates sont typés, les heures sont en UTC.
exp-up = Monter { $property }
exp-down = Descendre { $property }
exp-order-hint = Les propriétés choisies deviennent des colonnes dans cet ordre. Les flèches les déplacent.
exp-options-hint = Sans effet sur le XLSX.
exp-zip = Compresser
exp-zip-hint = Place le fichier CSV dans un ZIP. Utile au-delà de 2 Mo.

## log: the export audit as a file
log-title = Exporter l’audit des exports
log-lead = { $count ->
    [one] { $n } export, tel que la page l’affiche
   *[other] { $n } exports, tels que la page les affiche
}
log-lead-filter = { $count ->
    [one] { $n } export que le filtre de la page affiche
   *[other] { $n } exports que le filtre de la page affiche
}
log-lead-none = Aucun export ne correspond. Le fichier ne contiendra que les noms de colonnes.
log-stem = audit-des-exports
log-props = Colonnes
log-props-view = Uniquement les colonnes de la page
log-props-all = Toutes les colonnes
log-props-pick = Choisir les colonnes
log-order-hint = Le fichier a les colonnes choisies dans cet ordre. Les flèches les déplacent.
log-err-props = Choisissez au moins une colonne.
log-err-ticks = Vous avez modifié la liste des colonnes : « Choisir les colonnes » est maintenant actif. Relancez l’export pour obtenir ce qui est coché, ou revenez à l’un des deux autres choix.
log-source-all = Exports de tous les utilisateurs
log-source-own = Exports personnels
log-source-named = Audit des exports : { $source }
log-col-id = Identifiant
log-col-kind = Type de source
log-col-email = E-mail de l’utilisateur
log-col-bytes = Taille du fichier en octets
log-col-cancelled-by = Annulé par
log-col-deleted-by = Fichier supprimé par
log-col-failure = Motif de l’échec
log-failed-disk = Disque plein
log-failed-slow = Trop long
log-failed-worker = Interrompu
log-failed-other = Erreur du serveur

## imp: import
imp-title = Importer un fichier
imp-lead = Envoyez d’abord un fichier ; vous choisirez ensuite où va chaque colonne et ce que fait chaque ligne.
imp-object = Importer dans
imp-err-object = Choisissez ce que sont les lignes.
imp-file = Fichier CSV ou Excel
imp-file-hint = CSV en UTF-8, ou classeur .xlsx, dont la première feuille visible et non vide est lue. La première ligne contient les noms de colonnes.
imp-submit = Continuer
imp-err-none = Choisissez un fichier.
imp-err-type = Ce n’est pas un fichier CSV. Enregistrez la feuille au format CSV (UTF-8) ou en classeur Excel (.xlsx) et réessayez.
imp-err-empty = Ce fichier ne contient aucune ligne.
imp-err-header = La première ligne ne contient pas de noms de colonnes.
imp-err-header-long = Un nom de colonne dépasse { $max } caractères.
imp-err-columns = Le fichier a { $n } colonnes. Le maximum est de { $max }.
imp-err-property = Les colonnes « { $column } » et « { $other } » vont toutes deux dans la propriété « { $property } ». Retirez l’une des deux.
imp-err-disk = Le serveur n’a pas de place pour ce fichier. Rien n’a été importé.
imp-page-title = Import : { $file }
imp-page-lead = Lancé par { $user }, { $date }.
imp-caption = Imports, du plus récent au plus ancien
imp-col-file = Fichier
imp-col-object = Objet
imp-col-state = État
imp-col-user = Utilisateur
imp-col-date = Date
imp-col-actions = Actions
imp-details = Détails
imp-details-for = Détails de l’import { $file }
imp-st-queued = En file d’attente
imp-st-running = Import en cours
imp-st-done = Terminé
imp-st-done-problems = Terminé, avec des problèmes
imp-st-failed = Échec
imp-st-cancelled = Annulé
imp-progress-label = Progression de l’import { $file }
imp-running-uncounted = { $count ->
    [one] { $n } ligne lue pour l’instant
   *[other] { $n } lignes lues pour l’instant
}
imp-done = { $count ->
    [one] { $n } fiche ajoutée
   *[other] { $n } fiches ajoutées
}
imp-new-properties = { $count ->
    [one] { $n } nouvelle propriété
   *[other] { $n } nouvelles propriétés
}
imp-failed-disk = Espace disque insuffisant.
imp-failed-attempts = Interrompu { $n } fois avant la fin.
imp-failed-file = Le fichier envoyé n’a pas pu être relu.
imp-failed-shared = Une ligne a une valeur qu’une autre fiche a déjà, dans une propriété unique.
imp-failed-generic = Une erreur s’est produite sur le serveur. Référence { $ref }.
imp-failed-kept = { $count ->
    [0] Aucune fiche n’a été ajoutée ni mise à jour.
    [one] { $n } fiche ajoutée auparavant est conservée.
   *[other] { $n } fiches ajoutées auparavant sont conservées.
}
imp-cancelled-by = par { $name }, { $date }
imp-cancelled-rights-by = une autorisation nécessaire a été retirée par { $name }, { $date }
imp-cancelled-rights = une autorisation nécessaire a été retirée, { $date }
imp-live-done = L’import { $file } est terminé.
imp-live-failed = L’import { $file } a échoué.
imp-live-cancelled = L’import { $file } a été annulé.
imp-cancel = Annuler l’import
imp-cancel-for = Annuler l’import { $file }
imp-cancel-title = Annuler cet import ?
imp-cancel-body = { $count ->
    [0] Aucune fiche du fichier { $file } n’a été ajoutée ni mise à jour pour l’instant.
    [one] { $n } fiche du fichier { $file } a été ajoutée pour l’instant.
   *[other] { $n } fiches du fichier { $file } ont été ajoutées pour l’instant.
}
imp-cancel-body-counts = Pour l’instant, depuis { $file } : { $counts }.
imp-cancel-effect = Les fiches déjà ajoutées ou mises à jour restent telles quelles. Les lignes suivantes ne sont pas importées.
imp-cancel-keep = Poursuivre l’import
imp-cancel-confirm = Annuler l’import
imp-cancel-done = Import annulé
imp-cancel-too-late = Cet import s’est terminé avant l’annulation.
imp-started = Import lancé
imp-started-before = L’import de ce fichier avait déjà démarré, avec les choix envoyés d’abord. Ceux envoyés maintenant n’ont pas été pris en compte.
imp-open = Aller à { $title }
imp-errors = { $count ->
    [one] { $n } ligne pose problème
   *[other] { $n } lignes posent problème
}
imp-errors-lead = Ces lignes n’ont pas été importées. Téléchargez-les, corrigez-les dans ce fichier et importez-le. Gardez sa dernière colonne : elle n’est pas importée.
imp-errors-caption = Lignes non importées
imp-errors-line = Ligne
imp-errors-column = Colonne
imp-errors-reason = Problème
imp-errors-download = Télécharger les lignes en erreur
imp-empty-title = Aucun import pour le moment
imp-empty-text = Importez des fiches depuis un fichier CSV ou Excel.
imp-err-sensitive = La colonne « { $column } » correspond à la propriété sensible « { $property } », que vous ne pouvez pas voir. Retirez la colonne ou demandez l’autorisation de voir les données sensibles à un super administrateur.
imp-errors-row = Ligne du fichier
imp-errors-file = lignes en erreur
imp-report-reason = Problème relevé par Waybill
imp-report-cut = Cette ligne est trop longue pour figurer ici. Corrigez-la dans le fichier que vous avez importé.
imp-report-masked = Cette ligne n’est pas affichée : elle peut contenir des données sensibles, que votre compte ne peut pas voir.
imp-err-workbook = Ce classeur est illisible. Est-il protégé par un mot de passe ? Enregistrez-le de nouveau en .xlsx ou en CSV (UTF-8).
imp-err-archive = C’est un fichier compressé, pas un classeur. Décompressez-le et envoyez le fichier CSV ou le classeur qu’il contient.
imp-err-old-workbook = C’est un classeur de l’ancien format (.xls), ou protégé par un mot de passe. Enregistrez-le sans mot de passe en .xlsx ou en CSV (UTF-8).
imp-err-workbook-large = Ce classeur décompressé dépasse ce que le serveur accepte. Enregistrez la feuille au format CSV (UTF-8) et réessayez.
imp-steps = Étapes de l’import
imp-step-upload = Envoyer
imp-step-map = Associer les colonnes
imp-step-run = Importer
imp-map-title = Importer des { $object }
imp-map-lead = { $file }, { $size }. Vérifiez où va chaque colonne.
imp-map-sheet = Seule la feuille { $sheet } de ce classeur est lue.
imp-map-matched = Colonnes associées à une propriété : { $n } sur { $total }
imp-map-column = Colonne de votre fichier
imp-map-example = Exemple
imp-map-property = Propriété dans Waybill
imp-map-property-of = Propriété pour la colonne { $column }
imp-map-name-of = Nom de la nouvelle propriété pour la colonne { $column }
imp-map-kind-of = Type de valeurs de la nouvelle propriété pour la colonne { $column }
imp-map-skip = Ne pas importer
imp-map-repeated = Une autre colonne porte ce nom. Celle-ci est laissée de côté, sauf si vous lui choisissez une place.
imp-map-nameless = Cette colonne n’a pas de nom. Elle est laissée de côté, sauf si vous lui choisissez une place.
imp-map-new = Nouvelle propriété
imp-kind-text = Texte
imp-kind-number = Nombre
imp-kind-date = Date
imp-kind-datetime = Date et heure
imp-kind-boolean = Oui ou non
imp-kind-email = Adresse e-mail
imp-kind-phone = Numéro de téléphone
imp-kind-url = Adresse web
imp-map-dates = Dates du fichier
imp-map-dates-hint = Les dates comme 2025-10-16 sont comprises dans tous les fichiers.
imp-map-dates-guess = C’est une supposition : les premières dates du fichier peuvent commencer par le jour ou par le mois. Vérifiez-la.
imp-map-numbers = Nombres du fichier
imp-map-numbers-guess = C’est une supposition : la virgule ou le point des premiers nombres du fichier peut séparer des milliers ou des décimales. Vérifiez-la.
imp-map-times = Les heures du fichier qui n’indiquent pas de fuseau horaire sont lues en UTC.
imp-map-guarded = Retirer l’apostrophe qui protège contre les formules
imp-map-guarded-hint = Certaines cellules commencent par une apostrophe devant = + - @ ou une tabulation, comme Waybill les écrit dans ses exports CSV. Si la case n’est pas cochée, elle reste dans la valeur.
imp-map-preview = Premières lignes du fichier
imp-map-rows = Ce que fait chaque ligne
imp-map-no-key = Chaque ligne devient une nouvelle fiche : ces fiches n’ont aucune propriété unique qui permettrait de les retrouver.
imp-map-twice = Les lignes sont prises dans l’ordre du fichier. Quand une valeur de correspondance y figure deux fois, la seconde ligne modifie ce que la première a écrit, ou est ignorée si les fiches ne sont pas modifiées.
imp-map-key = Retrouver par
imp-map-key-hint = Une propriété unique qui a une colonne dans le fichier. Une ligne sans valeur à cet endroit est signalée. Inutile quand chaque ligne devient une nouvelle fiche.
imp-map-segment = Ajouter à un segment statique
imp-map-segment-hint = L’un des vôtres ou un nouveau nom. Les lignes ignorées n’y sont pas ajoutées, sauf si leur fiche est déjà comme elles le disent.
imp-map-start = Lancer l’import
imp-mode-create = Créer
imp-mode-create-hint = Chaque ligne devient une nouvelle fiche.
imp-mode-new = Créer seulement les nouvelles
imp-mode-new-hint = Une ligne devient une nouvelle fiche si aucune n’a sa valeur ; les autres lignes sont ignorées.
imp-mode-update = Mettre à jour seulement
imp-mode-update-hint = Une ligne modifie la fiche qui a sa valeur ; les autres lignes sont ignorées. Les cellules vides ne changent rien.
imp-mode-upsert = Créer ou mettre à jour
imp-mode-upsert-hint = Une ligne modifie la fiche qui a sa valeur ou devient une nouvelle fiche. Les cellules vides ne changent rien.
imp-mode-is = Ce que fait chaque ligne : { $mode }
imp-segment = Segment : { $segment }
imp-by-key = par { $property }
imp-map-err-unknown = Choisissez où va cette colonne.
imp-map-err-twice = « { $column } » va déjà dans { $property }. Choisissez une autre propriété.
imp-map-err-name = Saisissez le nom de la nouvelle propriété.
imp-map-err-long = Réduisez ce nom à { $max } caractères.
imp-map-err-taken = Une propriété porte déjà ce nom. Choisissez-la ou saisissez un autre nom.
imp-map-err-hidden = Une propriété porte déjà ce nom et ne vous est pas accessible. Saisissez un autre nom.
imp-map-err-none = Choisissez une propriété pour au moins une colonne.
imp-map-err-edit = Votre compte ne peut pas modifier de fiches. Choisissez une façon qui ne fait qu’en créer.
imp-map-err-key = Choisissez une propriété unique pour retrouver les fiches.
imp-map-err-key-column = Choisissez une propriété dans laquelle va une colonne du fichier.
imp-map-err-segment = Réduisez ce nom à 200 caractères, sans caractères invisibles.
imp-map-err-segment-active = « { $segment } » est un segment actif : son filtre décide de ce qui en fait partie. Choisissez un segment statique ou saisissez un autre nom.
imp-map-err-segment-others = « { $segment } » est le segment de quelqu’un d’autre : un import n’ajoute des fiches qu’aux vôtres. Saisissez un autre nom.
imp-updated = { $count ->
    [one] { $n } fiche mise à jour
   *[other] { $n } fiches mises à jour
}
imp-skipped = { $count ->
    [one] { $n } ligne ignorée
   *[other] { $n } lignes ignorées
}
imp-errors-at = Ligne { $line } : { $reason }
imp-errors-of = { $column } : { $reason }
imp-st-undoing = Import en train d’être défait
imp-st-undone = Import défait
imp-st-undo-failed = Échec : import non défait
imp-undo-by = demandé par { $name }, { $date }
imp-undo-rights-by = l’autorisation de le défaire a été retirée par { $name }
imp-undo-rights = l’autorisation de le défaire a été retirée
imp-undone = { $count ->
    [one] { $n } fiche supprimée ou rétablie
   *[other] { $n } fiches supprimées ou rétablies
}
imp-undo-kept = { $count ->
    [one] { $n } fiche a été modifiée depuis par quelqu’un. Ce qui a été modifié reste.
   *[other] { $n } fiches ont été modifiées depuis par quelqu’un. Ce qui a été modifié reste.
}
imp-undo-archived = { $count ->
    [one] { $n } nouvelle propriété inutilisée a été archivée.
   *[other] { $n } nouvelles propriétés inutilisées ont été archivées.
}
imp-undo = Défaire l’import
imp-undo-until = Possible jusqu’au { $date }
imp-undo-title = Défaire cet import ?
imp-undo-body = { $file } : { $added ->
    [0] aucune fiche ajoutée
    [one] { $added_number } fiche ajoutée
   *[other] { $added_number } fiches ajoutées
}, { $updated ->
    [0] aucune mise à jour
    [one] { $updated_number } mise à jour
   *[other] { $updated_number } mises à jour
}.
imp-undo-effect = Les fiches ajoutées sont supprimées et les valeurs modifiées reviennent. Ce que quelqu’un a modifié depuis reste. Les nouvelles propriétés inutilisées sont archivées.
imp-undo-effect-segment = Les fiches ajoutées sont supprimées, les valeurs modifiées reviennent et le segment perd ce qu’il avait gagné. Ce que quelqu’un a modifié depuis reste. Les nouvelles propriétés inutilisées sont archivées.
imp-undo-keep = Garder l’import
imp-undo-started = L’import est en train d’être défait
imp-undo-too-late = Cet import ne peut plus être défait.
imp-live-undone = L’import { $file } a été défait.

## bad: why a row of an import was refused
bad-empty = La ligne est vide.
imp-bad-key = Saisissez une valeur : les fiches sont retrouvées par cette colonne.
imp-bad-several = Plusieurs fiches ont cette valeur. Fusionnez-les d’abord ou retrouvez-les par une autre propriété.
imp-bad-taken = Une autre fiche a cette valeur, et la propriété est unique.
imp-bad-number-as = Saisissez un nombre comme { $sample }, avec 15 chiffres significatifs au plus.
imp-bad-date-as = Saisissez une date comme { $sample } ou 2025-10-16.
imp-bad-datetime-as = Saisissez une date et une heure comme { $sample } 08:19 (UTC) ou 2025-10-16T10:19:00+02:00.
imp-bad-number = Saisissez un nombre comme -1234.5, sans espace ni exposant, avec 15 chiffres significatifs au plus.
imp-bad-date = Saisissez une date au format AAAA-MM-JJ, comme 2025-10-16.
imp-bad-datetime = Saisissez une date et une heure comme 2025-10-16 08:19 (UTC) ou 2025-10-16T10:19:00+02:00.
imp-bad-boolean = Saisissez oui ou non.
imp-bad-email = Saisissez une seule adresse e-mail, comme nom@example.org.
imp-bad-phone = Saisissez un numéro de téléphone : chiffres, espaces et + ( ) . - / x # * uniquement.
imp-bad-url = Saisissez une adresse web, comme https://example.org.
imp-bad-choice = Saisissez l’un des choix de cette propriété.
imp-bad-two-choices = Cela correspond à deux choix de la propriété. Saisissez une valeur interne ou un libellé que seul le choix voulu porte.
imp-bad-nul = Retirez le caractère NUL de cette valeur.
imp-bad-long = Réduisez cette valeur à 1 000 000 caractères.
imp-bad-code = Un nombre perdrait les zéros ou le signe plus du début. Retirez-les ou importez la colonne comme texte.
imp-bad-error = La cellule contient l’erreur { $sample }. Corrigez sa formule ou videz la cellule.
imp-bad-formula = La cellule contient une formule sans valeur. Ouvrez le classeur dans un tableur, enregistrez-le et importez-le de nouveau.
imp-row-many-cells = Cette ligne a { $found } cellules ; l’en-tête en a { $expected }.
imp-row-few-cells = Cette ligne a trop peu de cellules : { $found } sur { $expected }.
imp-row-utf8 = Cette ligne n’est pas en UTF-8. Enregistrez la feuille au format CSV (UTF-8).
imp-row-long = Cette ligne dépasse 16 Mio.
imp-row-open-quote = Le guillemet ouvert à la ligne { $line } n’est jamais fermé. Cette ligne et tout ce qui suit n’ont pas été importés.
imp-row-stray-quote = Du texte suit un guillemet fermant. Doublez chaque guillemet à l’intérieur d’une cellule.
imp-row-nul = Retirez le caractère NUL de cette ligne.
imp-row-cell = Cette cellule du classeur est illisible. Saisissez de nouveau sa valeur.
imp-row-broken = Le classeur est endommagé à cette ligne ou après elle. Cette ligne et toutes les suivantes n’ont pas été importées.
imp-row-one-text = Toute cette ligne se trouve dans sa première cellule. Répartissez-la entre les colonnes ou videz la dernière cellule si elle y a sa place.
imp-bad-beyond = { $count ->
    [one] Une autre valeur est incorrecte.
   *[other] { $found } autres valeurs sont incorrectes.
}
imp-bad-other = Cette ligne n’a pas pu être importée.
imp-err-utf8 = Ce fichier n’est pas en UTF-8. Enregistrez la feuille au format CSV (UTF-8) et réessayez.
imp-err-header-quote = La première ligne contient un guillemet, à la ligne { $line }, qui n’est jamais fermé. Fermez-le et réessayez.
imp-err-header-stray = Dans la première ligne, du texte suit un guillemet fermant. Doublez chaque guillemet à l’intérieur d’un nom.

## usr: users
usr-title = Utilisateurs et autorisations
usr-lead = Qui peut se connecter, qui peut exporter et qui voit tous les exports.
usr-caption = Utilisateurs, par nom
usr-invite = Inviter un utilisateur
usr-invite-title = Inviter un utilisateur
usr-invite-lead = Cette personne reçoit un e-mail avec un lien valable 7 jours.
usr-invite-send = Envoyer l’invitation
usr-name = Nom
usr-email = Adresse e-mail
usr-col-user = Utilisateur
usr-col-role = Rôle
usr-col-rights = Autorisations
usr-col-seen = Dernière activité
usr-col-actions = Actions
usr-role-super = Super administrateur
usr-role-user = Utilisateur
usr-rights = Autorisations
usr-rights-all = Toutes les autorisations
usr-rights-none = Aucune autorisation
usr-perm-view = Peut consulter les fiches
usr-perm-view-hint = Voit les listes et les fiches.
usr-perm-edit = Peut modifier les fiches
usr-perm-edit-hint = Modifie les valeurs des fiches.
usr-perm-import = Peut importer des fiches
usr-perm-import-hint = Ajoute des fiches depuis des fichiers CSV et Excel ; avec l’autorisation de modifier, les met aussi à jour.
usr-perm-export = Peut exporter des fiches
usr-perm-export-hint = Voit ses propres exports dans Import et Export.
usr-perm-sensitive = Peut voir les données sensibles
usr-perm-sensitive-hint = Sans cette autorisation, les valeurs sensibles sont masquées et ne s’exportent pas.
usr-perm-super = Super administrateur
usr-perm-super-hint = Voit tous les exports, peut les annuler et reçoit ses propres notifications d’export volumineux.
usr-perm-short-view = Consultation
usr-perm-short-edit = Modification
usr-perm-short-import = Import
usr-perm-short-export = Export
usr-perm-short-sensitive = Données sensibles
usr-edit-title = Autorisations accordées à { $name }
usr-edit-warning = Modifier les autorisations déconnecte cet utilisateur partout. Retirer l’autorisation d’export, un objet ou les données sensibles annule aussi, sur-le-champ, les exports concernés, en attente et en cours.
usr-edit-keep = Ne rien changer
usr-pending = Invitation envoyée
usr-pending-until = valable jusqu’au { $date }
usr-pending-expired = Invitation expirée
usr-deactivated = Désactivé
usr-never = Jamais
usr-resend = Renvoyer
usr-resend-for = Renvoyer l’invitation à { $name }
usr-deactivate = Désactiver
usr-deactivate-for = Désactiver { $name }
usr-deactivate-title = Désactiver { $name } ?
usr-deactivate-text = Cette personne est déconnectée et ne peut plus se connecter. Ses exports en attente et en cours sont annulés. Ses exports terminés restent dans l’audit.
usr-deactivate-keep = Garder actif
usr-deactivate-confirm = Désactiver
usr-reactivate = Réactiver
usr-reactivate-for = Réactiver { $name }
usr-last-super = C’est le seul super administrateur. Nommez-en un autre d’abord.
usr-saved = Autorisations enregistrées
usr-invited = Invitation envoyée à { $email }
usr-resent = Invitation renvoyée à { $email }
usr-deactivate-done = Utilisateur désactivé
usr-reactivate-done = Utilisateur réactivé
usr-err-name = Saisissez un nom.
usr-err-email-taken = Quelqu’un a déjà un compte avec cette adresse e-mail.
usr-err-view = Pour modifier, exporter ou voir des données sensibles, il faut aussi pouvoir consulter les fiches : cochez également cette autorisation.
usr-resend-late = Impossible d’inviter { $name } à nouveau : l’invitation a été acceptée ou l’utilisateur est désactivé.
usr-invite-keep = Ne pas inviter
usr-sign-in = Connexion
usr-sign-in-active = Cette personne peut se connecter. La désactiver la déconnecte partout et annule ses exports en attente et en cours.
usr-reactivate-text = Cette personne ne peut pas se connecter. La réactiver lui rend ses autorisations telles qu’elles étaient ; les exports annulés le restent.
usr-objects = Objets
usr-objects-all = Tous les objets
usr-objects-some = Seulement ceux-ci
usr-objects-which = Objets ouverts à cet utilisateur
usr-only-objects = seulement { $names }
usr-object-archived = { $title } (archivé)
usr-err-objects = Cochez au moins un objet.
usr-overtaken = Quelqu’un a modifié ces autorisations pendant que vous les aviez ouvertes. Elles sont affichées telles qu’elles sont maintenant, et rien de votre saisie n’a été enregistré : modifiez-les à nouveau si nécessaire.

## prop: objects and properties
prop-title = Objets et propriétés
prop-lead = Les types de fiches et ce que chacune contient.
prop-caption = Objets, dans l’ordre de la barre supérieure
prop-add-object = Ajouter un objet
prop-col-object = Objet
prop-col-name = Nom interne
prop-col-records = Fiches
prop-col-actions = Actions
prop-archived = Archivé
prop-rename = Renommer
prop-rename-for = Renommer { $title }
prop-archive = Archiver
prop-archive-for = Archiver { $title }
prop-restore = Restaurer
prop-restore-for = Restaurer { $title }
prop-object-new = Ajouter un objet
prop-object-new-lead = Il obtient une place dans la barre supérieure, sa propre page, des imports et des exports. Son nom interne est formé sur le pluriel anglais et ne change jamais.
prop-object-rename = Renommer { $title }
prop-object-rename-lead = Son nom interne reste { $name } : les adresses et les fichiers s’en servent.
prop-one-en = Nom au singulier, anglais
prop-many-en = Nom au pluriel, anglais
prop-one-fr = Nom au singulier, français
prop-many-fr = Nom au pluriel, français
prop-fr-hint = Si ce champ est vide, les mots anglais s’affichent.
prop-primary-en = Propriété qui nomme une fiche, anglais
prop-primary-fr = Propriété qui nomme une fiche, français
prop-primary-hint = Un texte, comme Nom ou Numéro. Les autres propriétés s’ajoutent ensuite.
prop-err-name = Saisissez un nom.
prop-err-object-taken = Un objet porte déjà ce nom. Choisissez-en un autre.
prop-object-added = Objet ajouté
prop-object-renamed = Objet renommé
prop-object-archived = Objet archivé
prop-object-restored = Objet restauré
prop-archive-object-title = Archiver { $title } ?
prop-archive-object-text = { $count ->
    [0] Il n’a aucune fiche. Personne ne le voit tant qu’il n’est pas restauré.
    [one] Sa { $n } fiche est conservée, mais personne ne la voit tant que l’objet n’est pas restauré.
   *[other] Ses { $n } fiches sont conservées, mais personne ne les voit tant que l’objet n’est pas restauré.
}
prop-archive-object-log = Ses exports restent dans l’audit des exports et les fichiers terminés restent téléchargeables.
prop-archive-keep = Conserver
prop-archive-confirm = Archiver
prop-internal = Nom interne :
prop-deriving = Une propriété est devenue sensible. Tant qu’elle n’est pas retirée de la recherche, les personnes sans l’autorisation de voir les données sensibles ne peuvent pas rechercher dans cet objet.
prop-group-first = Général
prop-group-caption = Propriétés du groupe { $group }
prop-add = Ajouter une propriété
prop-col-label = Propriété
prop-col-type = Type
prop-col-marks = Réglages
prop-type-text = Texte
prop-type-number = Nombre
prop-type-date = Date
prop-type-datetime = Date et heure
prop-type-boolean = Oui ou non
prop-type-choice = Choix unique
prop-type-choices = Choix multiples
prop-type-email = Adresse e-mail
prop-type-phone = Numéro de téléphone
prop-type-url = Adresse web
prop-mark-sensitive = Sensible
prop-mark-primary = Nomme la fiche
prop-mark-unique = Unique
prop-mark-view = Dans la vue
prop-mark-search = Recherche
prop-mark-index = Rapide
prop-mark-index-building = Index en construction
prop-archived-title = Propriétés archivées
prop-archived-lead = Masquées partout. Leurs valeurs sont conservées.
prop-new-title = Ajouter une propriété à { $title }
prop-new-lead = Son nom interne est formé sur le libellé anglais et ne change jamais.
prop-edit-title = Propriété { $name }
prop-label-en = Libellé, anglais
prop-label-fr = Libellé, français
prop-kind = Type
prop-kind-hint = Dès que des fiches ont des valeurs, il ne peut plus changer.
prop-description = Description
prop-group = Groupe
prop-group-hint = L’intitulé sous lequel la propriété est rangée.
prop-settings = Réglages
prop-sensitive = Données sensibles
prop-sensitive-hint = Seules les personnes ayant l’autorisation de voir les données sensibles voient, recherchent et exportent ses valeurs.
prop-view = Colonne de la liste
prop-search = Prise en compte par la recherche rapide
prop-search-hint = Pour les textes, adresses e-mail, numéros de téléphone et adresses web.
prop-unique = Unique
prop-unique-hint = Deux fiches n’ont jamais la même valeur, et les imports peuvent s’en servir pour reconnaître les fiches. Majuscules et minuscules se valent pour les seules lettres A à Z ; les 200 premiers caractères comptent.
prop-index = Filtre et tri rapides
prop-index-hint = Un index est construit en arrière-plan. Chacun ralentit un peu les imports.
prop-choices = Choix
prop-choices-hint = Pour les deux types de choix. Sans valeur, elle est formée sur le libellé anglais. Un choix peut être archivé mais pas supprimé : les fiches qui l’ont le gardent.
prop-choice-value = Valeur
prop-choice-en = Libellé anglais
prop-choice-fr = Libellé français
prop-choice-archived = Archivé
prop-choice-value-of = Valeur du choix { $n }
prop-choice-en-of = Libellé anglais du choix { $n }
prop-choice-fr-of = Libellé français du choix { $n }
prop-choice-archived-of = Archiver le choix { $n }
prop-overtaken = Quelqu’un a modifié cette propriété pendant que vous l’aviez ouverte. Votre saisie est conservée ci-dessous ; vérifiez l’état actuel avant d’enregistrer à nouveau.
prop-object-overtaken = Quelqu’un a renommé cet objet pendant que vous l’aviez ouvert. Votre saisie est conservée ci-dessous ; vérifiez son nom actuel avant d’enregistrer à nouveau.
prop-err-taken = Cet objet a déjà une propriété de ce libellé. Choisissez-en un autre.
prop-err-label = Saisissez un libellé.
prop-err-kind = Le type ne peut pas changer : des fiches ont des valeurs, un import est en cours, ou la propriété est unique, indexée ou nomme la fiche. Ajoutez plutôt une nouvelle propriété.
prop-err-choices = Ajoutez au moins un choix.
prop-err-no-choices = Les choix sont réservés aux types « Choix unique » et « Choix multiples ». Changez le type ou effacez les choix.
prop-err-choice-label = Saisissez un libellé anglais pour chaque choix.
prop-err-choice-value = Les valeurs des choix ont 100 caractères au maximum, sans point-virgule ni caractère invisible.
prop-err-choice-semicolon = Retirez le point-virgule : dans les fichiers, il sépare plusieurs choix.
prop-err-choice-twice = Deux choix ont la valeur { $value }. Modifiez l’un d’eux.
prop-err-choice-label-twice = Deux choix ont le libellé { $label }. Modifiez l’un d’eux : dans les fichiers, rien ne les distinguerait.
prop-err-choice-label-value = Le libellé { $label } est la valeur d’un autre choix. Modifiez l’un des deux : dans les fichiers, rien ne les distinguerait.
prop-err-search-kind = La recherche rapide ne prend en compte que les textes, adresses e-mail, numéros de téléphone et adresses web.
prop-err-unique-kind = Les choix et les oui ou non ne peuvent pas être uniques.
prop-err-shared = { $count ->
    [one] { $n } valeur est commune à plusieurs fiches : { $example }. Corrigez d’abord les fiches.
   *[other] { $n } valeurs sont communes à plusieurs fiches, par exemple { $example }. Corrigez d’abord les fiches.
}
prop-err-shared-hidden = { $count ->
    [one] { $n } valeur est commune à plusieurs fiches. Corrigez d’abord les fiches.
   *[other] { $n } valeurs sont communes à plusieurs fiches. Corrigez d’abord les fiches.
}
prop-err-names = Cette propriété est la seule à nommer les fiches : elle ne peut pas être archivée.
prop-added = Propriété ajoutée
prop-saved = Propriété enregistrée
prop-archived-done = Propriété archivée
prop-restored = Propriété restaurée
prop-restored-shared = { $count ->
    [one] Propriété restaurée. Elle n’est plus unique : { $n } valeur est commune à plusieurs fiches.
   *[other] Propriété restaurée. Elle n’est plus unique : { $n } valeurs sont communes à plusieurs fiches.
}
prop-err-restore-taken = Une autre propriété de cet objet porte désormais ce libellé. Renommez-la ou archivez-la d’abord, puis restaurez celle-ci.
prop-archive-title = Archiver la propriété { $name } ?
prop-archive-text = Elle disparaît des listes, de la recherche, des imports et des exports. Ses valeurs sont conservées et reviennent quand vous la restaurez.

## ntf: notifications
ntf-title = Notifications
ntf-caption = Notifications, de la plus récente à la plus ancienne
ntf-large = { $user } a lancé un export volumineux
ntf-large-late = { $user } a terminé un export volumineux
ntf-large-text = { $count ->
    [one] { $name } · { $n } fiche
   *[other] { $name } · { $n } fiches
}
ntf-ready = Votre export est prêt
ntf-failed = Votre export a échoué
ntf-cancelled = { $user } a annulé votre export
ntf-cancelled-rights-by = Votre export a été arrêté : { $user } a retiré { $right }
ntf-cancelled-rights = Votre export a été arrêté : { $right } manquait
ntf-bulk-done = Votre action groupée est terminée
ntf-bulk-failed = Votre action groupée a échoué
ntf-bulk-cancelled = { $user } a annulé votre action groupée
ntf-mark-all = Tout marquer comme lu
ntf-marked = Toutes les notifications sont marquées comme lues
ntf-empty-title = Aucune notification pour le moment
ntf-empty-text = Les exports volumineux, les fichiers prêts et les actions groupées s’affichent ici.

## out: outgoing mail
out-title = E-mails sortants
out-lead = Tous les e-mails que Waybill a écrits, et s’ils sont partis.
out-no-smtp = Aucun serveur de messagerie n’est configuré : les e-mails sont écrits dans un dossier et se lisent ici. Définissez WAYBILL_SMTP_URL pour les envoyer.
out-caption = E-mails, du plus récent au plus ancien
out-col-to = Destinataire
out-col-subject = Objet
out-col-state = État
out-col-date = Date
out-col-actions = Actions
out-kind-large = Export volumineux
out-kind-ready = Export prêt
out-kind-failed = Échec d’export
out-kind-cancelled = Export annulé
out-kind-invite = Invitation
out-kind-reset = Mot de passe oublié
out-st-waiting = En attente
out-st-sent = Envoyé
out-st-folder = Écrit dans le dossier
out-st-failed = Échec
out-next = prochain essai : { $time }
out-tries = { $count ->
    [one] { $n } essai
   *[other] { $n } essais
}
out-error = Dernière erreur : { $text }
out-retry = Réessayer
out-retry-done = L’e-mail est de nouveau en attente
out-mail-title = E-mail à { $email }
out-mail-from = Expéditeur
out-mail-to = Destinataire
out-mail-subject = Objet
out-mail-date = Date
out-filter-state = État
out-filter-state-any = Tous les états
out-empty-title = Aucun e-mail pour le moment
out-empty-text = Les invitations, les réinitialisations de mot de passe et les messages sur les exports s’affichent ici.
out-retry-late = Cet e-mail est déjà parti, ou est en train de partir.
out-kind-large-late = Export volumineux, terminé
out-about = { $kind } : { $name }
out-st-dropped = Non envoyé
out-dropped-recipient = Le compte du destinataire a été désactivé.
out-dropped-rights = Le destinataire n’est plus super administrateur.
out-dropped-link = Le lien qu’il contient a servi, a été remplacé ou est trop ancien.
out-link-hidden = (Le lien est masqué : qui le possède peut choisir le mot de passe.)
out-unreadable = Cet e-mail ne peut pas être affiché. Le journal du serveur dit pourquoi.
out-smtp-set = Un serveur de messagerie est configuré. Ce qu’il n’a pas accepté est réessayé à intervalles croissants pendant environ trois jours.
out-folder = Dossier : { $folder }
out-tried = Essais

## pg: pagination
pg-label = Pagination
pg-range = { $n } sur { $total }
pg-newer = Plus récents
pg-older = Plus anciens
pg-total-capped = plus de 10 000

## form: shared form copy
form-problem = Il y a un problème
form-err-of = { $label } – { $sentence }
form-optional = facultatif
form-save = Enregistrer
form-offline = Vous êtes hors ligne. Le suivi reprendra au retour de la connexion.
form-session = Votre session a pris fin. Reconnectez-vous ; rien de ce que vous avez saisi n’a été envoyé.
form-stale = Cette page ne se met plus à jour. Rechargez-la pour voir où en sont les choses.
form-err-email = Saisissez une adresse e-mail comme nom@exemple.com.
form-err-long = Saisissez { $max } caractères au maximum.
form-err-chars = Retirez les caractères invisibles.
form-err-name-taken = Un autre utilisateur porte déjà ce nom. Ajoutez-y de quoi les distinguer.

## mail: e-mails
mail-large-subject = Export volumineux : { $user } exporte { $n } { $object }
mail-large-title = Un export volumineux a démarré
mail-large-lead = { $user } exporte { $n } fiches. C’est plus que votre seuil de { $threshold }.
mail-large-cta = Consulter l’audit des exports
mail-large-can = Vous pouvez annuler l’export tant qu’il est en cours de traitement.
mail-large-until = Vous pouvez l’annuler jusqu’au { $time }, avant la lecture de la première fiche, et pendant le traitement.
mail-large-sensitive = Cet export contient des données sensibles.
mail-large-why = { $count ->
    [one] Vous êtes super administrateur de { $account } et avez demandé à être averti des exports de plus de { $threshold } fiche.
   *[other] Vous êtes super administrateur de { $account } et avez demandé à être averti des exports de plus de { $threshold } fiches.
}
mail-large-change = Modifier votre seuil
mail-large-records = fiches
mail-large-log = lignes de l’audit des exports
mail-large-late-subject = Export volumineux : { $user } a exporté { $n } { $object }
mail-large-late-title = Un export volumineux est terminé
mail-large-late-lead = { $user } a exporté { $n } fiches. C’est plus que votre seuil de { $threshold }.
mail-large-late-can = Il est terminé. Vous pouvez supprimer son fichier depuis les détails de l’export.
mail-f-file = Fichier
mail-f-source = Source
mail-f-records = Fiches
mail-f-user = Utilisateur
mail-f-started = Début
mail-f-finished = Fin
mail-f-cancelled = Annulation
mail-f-address = Adresse IP
mail-line = { $label } : { $value }
mail-ready-subject = Votre export est prêt : { $name }
mail-ready-title = Votre export est prêt
mail-ready-lead = { $count ->
    [one] { $name } contient { $n } fiche. Connectez-vous pour le télécharger avant le { $date }.
   *[other] { $name } contient { $n } fiches. Connectez-vous pour le télécharger avant le { $date }.
}
mail-ready-cta = Télécharger depuis Waybill
mail-failed-subject = Votre export a échoué : { $name }
mail-failed-title = Votre export a échoué
mail-failed-lead = L’export { $name } n’a pas pu aboutir.
mail-failed-cta = Voir dans l’audit des exports
mail-cancelled-subject = Votre export a été annulé : { $name }
mail-cancelled-title = Votre export a été annulé
mail-cancelled-lead = { $user } a annulé l’export { $name }. Aucun fichier n’a été conservé.
mail-cancelled-rights-by = L’export { $name } a été arrêté, car { $user } vous a retiré { $right }. Aucun fichier n’a été conservé.
mail-cancelled-rights = L’export { $name } a été arrêté, car { $right } manquait. Aucun fichier n’a été conservé.
mail-cancelled-cta = Voir dans l’audit des exports
mail-invite-subject = { $inviter } vous invite sur Waybill
mail-invite-title = Rejoignez { $account } sur Waybill
mail-invite-lead = { $inviter } vous invite sur Waybill. Choisissez un mot de passe pour commencer. Le lien est valable 7 jours.
mail-invite-cta = Accepter l’invitation
mail-invite-ignore = Vous n’attendiez pas ce message ? Ignorez-le ; aucun compte n’est créé tant que vous n’acceptez pas.
mail-reset-subject = Réinitialisez votre mot de passe Waybill
mail-reset-title = Réinitialisez votre mot de passe
mail-reset-lead = Quelqu’un, vous sans doute, a demandé à réinitialiser le mot de passe du compte { $email }. Le lien est valable 1 heure.
mail-reset-cta = Choisir un nouveau mot de passe
mail-reset-ignore = Vous n’avez rien demandé ? Ignorez ce message ; votre mot de passe reste le même. La demande vient de { $ip }.
mail-footer = Envoyé par Waybill sur { $host }

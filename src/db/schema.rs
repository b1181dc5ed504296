//! The tables as diesel sees them: one schema for both databases (STACK.md 1.3), written from the migrations.

diesel::table! {
    account (id) {
        id -> BigInt,
        name -> Text,
        large_export_hold_seconds -> BigInt,
        created_at -> Timestamp,
        exporters_version -> BigInt,
    }
}

diesel::table! {
    users (id) {
        id -> BigInt,
        public_id -> Text,
        name -> Text,
        email -> Text,
        email_key -> Text,
        password_hash -> Nullable<Text>,
        lang -> Nullable<Text>,
        time_zone -> Text,
        theme -> Text,
        is_super_admin -> Bool,
        may_view -> Bool,
        may_edit -> Bool,
        may_import -> Bool,
        may_export -> Bool,
        may_see_sensitive -> Bool,
        created_at -> Timestamp,
        last_seen_at -> Nullable<Timestamp>,
        deactivated_at -> Nullable<Timestamp>,
        is_limited -> Bool,
        export_count -> BigInt,
    }
}

diesel::table! {
    sessions (id) {
        id -> BigInt,
        public_id -> Text,
        key_hash -> Text,
        user_id -> BigInt,
        state -> Text,
        keep_signed_in -> Bool,
        ip -> Nullable<Text>,
        user_agent -> Text,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
    }
}

diesel::table! {
    sign_in_failures (id) {
        id -> BigInt,
        subject -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    access_links (id) {
        id -> BigInt,
        kind -> Text,
        user_id -> BigInt,
        nonce -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    thresholds (user_id) {
        user_id -> BigInt,
        threshold -> BigInt,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    objects (id) {
        id -> BigInt,
        name -> Text,
        position -> Integer,
        record_count -> BigInt,
        one_en -> Nullable<Text>,
        many_en -> Nullable<Text>,
        one_fr -> Nullable<Text>,
        many_fr -> Nullable<Text>,
        archived_at -> Nullable<Timestamp>,
        derived_to -> Nullable<BigInt>,
        derive_asked_at -> Nullable<Timestamp>,
        is_search_paused -> Bool,
    }
}

diesel::table! {
    properties (id) {
        id -> BigInt,
        object_id -> BigInt,
        name -> Text,
        label_en -> Text,
        label_fr -> Text,
        kind -> Text,
        choices -> Text,
        is_sensitive -> Bool,
        in_view -> Bool,
        is_searchable -> Bool,
        names_record -> Bool,
        is_indexed -> Bool,
        position -> Integer,
        created_at -> Timestamp,
        description -> Text,
        group_name -> Text,
        is_unique -> Bool,
        wants_index -> Bool,
        archived_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    records (id) {
        id -> BigInt,
        object_id -> BigInt,
        import_id -> Nullable<BigInt>,
        created_at -> Timestamp,
        name_key -> Text,
        search -> Text,
        props -> Text,
        updated_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    imports (id) {
        id -> BigInt,
        public_id -> Text,
        object_id -> BigInt,
        file_name -> Text,
        upload_key -> Text,
        file_bytes -> BigInt,
        user_id -> Nullable<BigInt>,
        user_name -> Text,
        user_email -> Text,
        request_ip -> Nullable<Text>,
        property_ids -> Text,
        new_properties -> BigInt,
        state -> Text,
        attempt -> Integer,
        fruitless -> Integer,
        lease_until -> Nullable<Timestamp>,
        bytes_done -> BigInt,
        rows_done -> BigInt,
        rows_added -> BigInt,
        rows_bad -> BigInt,
        requested_at -> Timestamp,
        started_at -> Nullable<Timestamp>,
        finished_at -> Nullable<Timestamp>,
        cancelled_by_name -> Nullable<Text>,
        failure_code -> Nullable<Text>,
        failure_detail -> Nullable<Text>,
        mode -> Text,
        key_property_id -> Nullable<BigInt>,
        options -> Text,
        upload_public_id -> Nullable<Text>,
        segment_id -> Nullable<BigInt>,
        rows_updated -> BigInt,
        rows_skipped -> BigInt,
        undo_state -> Nullable<Text>,
        undo_by_id -> Nullable<BigInt>,
        undo_by_name -> Nullable<Text>,
        undo_at -> Nullable<Timestamp>,
        undo_done -> BigInt,
        undo_kept -> BigInt,
        undo_record_id -> BigInt,
        undo_change_id -> Nullable<BigInt>,
        first_record_id -> Nullable<BigInt>,
        last_record_id -> Nullable<BigInt>,
        cancel_reason -> Nullable<Text>,
        undo_reason -> Nullable<Text>,
        undo_stopped_by_name -> Nullable<Text>,
        made_property_ids -> Text,
        undo_archived -> BigInt,
    }
}

diesel::table! {
    import_problems (id) {
        id -> BigInt,
        import_id -> BigInt,
        line -> BigInt,
        code -> Text,
        detail -> Text,
        raw -> Text,
    }
}

diesel::table! {
    user_objects (user_id, object_id) {
        user_id -> BigInt,
        object_id -> BigInt,
    }
}

diesel::table! {
    record_changes (id) {
        id -> BigInt,
        record_id -> BigInt,
        object_id -> BigInt,
        at -> Timestamp,
        user_id -> Nullable<BigInt>,
        user_name -> Text,
        import_id -> Nullable<BigInt>,
        changes -> Text,
        undone_import_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    views (id) {
        id -> BigInt,
        public_id -> Text,
        object_id -> BigInt,
        name -> Text,
        owner_id -> Nullable<BigInt>,
        owner_name -> Text,
        is_shared -> Bool,
        search -> Text,
        filter -> Text,
        sort -> Text,
        shown_columns -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        deleted_at -> Nullable<Timestamp>,
        version -> BigInt,
    }
}

diesel::table! {
    segments (id) {
        id -> BigInt,
        public_id -> Text,
        object_id -> BigInt,
        name -> Text,
        kind -> Text,
        owner_id -> Nullable<BigInt>,
        owner_name -> Text,
        is_shared -> Bool,
        search -> Text,
        filter -> Text,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    segment_members (id) {
        id -> BigInt,
        segment_id -> BigInt,
        record_id -> BigInt,
        added_in -> BigInt,
        removed_in -> Nullable<BigInt>,
        import_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    uploads (id) {
        id -> BigInt,
        public_id -> Text,
        object_id -> BigInt,
        user_id -> BigInt,
        file_name -> Text,
        upload_key -> Text,
        file_bytes -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    column_choices (object_id, heading_key) {
        object_id -> BigInt,
        heading_key -> Text,
        property_id -> Nullable<BigInt>,
        chosen_at -> Timestamp,
    }
}

diesel::table! {
    bulk_actions (id) {
        id -> BigInt,
        public_id -> Text,
        object_id -> BigInt,
        kind -> Text,
        property_id -> Nullable<BigInt>,
        value -> Nullable<Text>,
        segment_id -> Nullable<BigInt>,
        selection -> Text,
        until_id -> BigInt,
        user_id -> Nullable<BigInt>,
        user_name -> Text,
        user_email -> Text,
        request_ip -> Nullable<Text>,
        request_id -> Text,
        state -> Text,
        attempt -> Integer,
        fruitless -> Integer,
        lease_until -> Nullable<Timestamp>,
        reached_id -> BigInt,
        records -> BigInt,
        records_done -> BigInt,
        records_changed -> BigInt,
        records_skipped -> BigInt,
        records_refused -> BigInt,
        requested_at -> Timestamp,
        started_at -> Nullable<Timestamp>,
        finished_at -> Nullable<Timestamp>,
        cancelled_by_name -> Nullable<Text>,
        failure_code -> Nullable<Text>,
        cancel_reason -> Nullable<Text>,
    }
}

diesel::table! {
    search_index (id) {
        id -> BigInt,
        indexed_to -> BigInt,
    }
}

diesel::table! {
    exports (id) {
        id -> BigInt,
        public_id -> Text,
        name -> Text,
        name_key -> Text,
        source_kind -> Text,
        source_name -> Text,
        object_id -> Nullable<BigInt>,
        format -> Text,
        request -> Text,
        request_hash -> Text,
        is_sensitive -> Bool,
        user_id -> Nullable<BigInt>,
        user_name -> Text,
        user_email -> Text,
        request_ip -> Nullable<Text>,
        state -> Text,
        attempt -> Integer,
        lease_until -> Nullable<Timestamp>,
        not_before -> Nullable<Timestamp>,
        released_by_name -> Nullable<Text>,
        released_at -> Nullable<Timestamp>,
        records -> BigInt,
        records_done -> BigInt,
        file_key -> Nullable<Text>,
        file_bytes -> Nullable<BigInt>,
        file_sha256 -> Nullable<Text>,
        file_removed_at -> Nullable<Timestamp>,
        requested_at -> Timestamp,
        started_at -> Nullable<Timestamp>,
        snapshot_at -> Nullable<Timestamp>,
        finished_at -> Nullable<Timestamp>,
        expires_at -> Nullable<Timestamp>,
        cancelled_by_id -> Nullable<BigInt>,
        cancelled_by_name -> Nullable<Text>,
        cancel_reason -> Nullable<Text>,
        deleted_by_name -> Nullable<Text>,
        deleted_at -> Nullable<Timestamp>,
        failure_code -> Nullable<Text>,
        failure_detail -> Nullable<Text>,
        has_history -> Bool,
        source_public_id -> Nullable<Text>,
        parts -> Integer,
        cut_cells -> BigInt,
        cancel_right -> Nullable<Text>,
        taken_over -> Integer,
        object_labels -> Nullable<Text>,
    }
}

diesel::table! {
    downloads (id) {
        id -> BigInt,
        export_id -> BigInt,
        user_id -> Nullable<BigInt>,
        user_name -> Text,
        user_email -> Text,
        is_super_admin -> Bool,
        session_public_id -> Text,
        ip -> Nullable<Text>,
        user_agent -> Text,
        at -> Timestamp,
        outcome -> Text,
        bytes_sent -> Nullable<BigInt>,
    }
}

diesel::table! {
    notifications (id) {
        id -> BigInt,
        user_id -> BigInt,
        kind -> Text,
        export_id -> Nullable<BigInt>,
        detail -> Text,
        created_at -> Timestamp,
        read_at -> Nullable<Timestamp>,
        bulk_action_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    mails (id) {
        id -> BigInt,
        dedupe_key -> Text,
        kind -> Text,
        recipient_id -> Nullable<BigInt>,
        to_name -> Text,
        to_address -> Text,
        export_id -> Nullable<BigInt>,
        link_id -> Nullable<BigInt>,
        detail -> Text,
        state -> Text,
        attempts -> Integer,
        next_at -> Timestamp,
        lease_until -> Nullable<Timestamp>,
        last_error -> Nullable<Text>,
        created_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    audit_events (id) {
        id -> BigInt,
        at -> Timestamp,
        action -> Text,
        actor_id -> Nullable<BigInt>,
        actor_name -> Nullable<Text>,
        actor_email -> Nullable<Text>,
        ip -> Nullable<Text>,
        request_id -> Nullable<Text>,
        subject_kind -> Nullable<Text>,
        subject_id -> Nullable<BigInt>,
        detail -> Text,
    }
}

diesel::table! {
    sent_forms (user_id, form_hash) {
        user_id -> BigInt,
        form_hash -> Text,
        answer -> Text,
        at -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    account,
    users,
    sessions,
    sign_in_failures,
    access_links,
    thresholds,
    objects,
    properties,
    records,
    imports,
    import_problems,
    user_objects,
    record_changes,
    views,
    segments,
    segment_members,
    uploads,
    column_choices,
    bulk_actions,
    search_index,
    exports,
    downloads,
    notifications,
    mails,
    audit_events,
    sent_forms,
);

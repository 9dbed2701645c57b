extension Schema {
  /// What is known of the repositories of a cohort beyond their records.
  static let detailTables = """
    CREATE TABLE account (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      kind TEXT,
      hub_id TEXT,
      created_at TEXT,
      follower_count INTEGER,
      member_count INTEGER,
      is_bot INTEGER NOT NULL DEFAULT 0,
      asked_in INTEGER REFERENCES harvest (id),
      first_seen INTEGER NOT NULL REFERENCES harvest (id)
    ) STRICT;

    CREATE TABLE repo_commit (
      repo INTEGER NOT NULL REFERENCES repo (id),
      oid TEXT NOT NULL,
      committed_at TEXT,
      title TEXT NOT NULL,
      pull_request INTEGER,
      first_seen INTEGER NOT NULL,
      PRIMARY KEY (repo, oid)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE commit_author (
      repo INTEGER NOT NULL REFERENCES repo (id),
      oid TEXT NOT NULL,
      account INTEGER NOT NULL REFERENCES account (id),
      position INTEGER NOT NULL,
      PRIMARY KEY (repo, oid, account)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX commit_author_account ON commit_author (account, repo);

    CREATE TABLE discussion (
      repo INTEGER NOT NULL REFERENCES repo (id),
      num INTEGER NOT NULL,
      account INTEGER REFERENCES account (id),
      title TEXT NOT NULL,
      status TEXT NOT NULL,
      is_pull_request INTEGER NOT NULL,
      created_at TEXT,
      comment_count INTEGER,
      is_read INTEGER NOT NULL DEFAULT 0,
      first_seen INTEGER NOT NULL,
      gone_since INTEGER,
      PRIMARY KEY (repo, num)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX discussion_unread ON discussion (repo, num)
      WHERE is_read = 0 AND gone_since IS NULL;

    CREATE TABLE discussion_event (
      repo INTEGER NOT NULL REFERENCES repo (id),
      num INTEGER NOT NULL,
      hub_id TEXT NOT NULL,
      position INTEGER NOT NULL,
      type TEXT NOT NULL,
      account INTEGER REFERENCES account (id),
      is_maintainer INTEGER,
      created_at TEXT,
      value TEXT,
      first_seen INTEGER NOT NULL,
      gone_since INTEGER,
      PRIMARY KEY (repo, num, hub_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE liker (
      repo INTEGER NOT NULL REFERENCES repo (id),
      account INTEGER NOT NULL REFERENCES account (id),
      liked_at TEXT,
      first_seen INTEGER NOT NULL,
      last_seen INTEGER,
      PRIMARY KEY (repo, account, first_seen)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE repo_ref (
      repo INTEGER NOT NULL REFERENCES repo (id),
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      target TEXT,
      first_seen INTEGER NOT NULL,
      last_seen INTEGER,
      PRIMARY KEY (repo, kind, name, first_seen)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE card_text (
      repo INTEGER NOT NULL REFERENCES repo (id),
      sha TEXT NOT NULL,
      text TEXT NOT NULL,
      first_seen INTEGER NOT NULL,
      PRIMARY KEY (repo, sha)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE detail_mark (
      repo INTEGER NOT NULL REFERENCES repo (id),
      part TEXT NOT NULL,
      mark TEXT NOT NULL,
      count INTEGER,
      harvest INTEGER NOT NULL REFERENCES harvest (id),
      PRIMARY KEY (repo, part)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE detail_walk (
      repo INTEGER NOT NULL REFERENCES repo (id),
      part TEXT NOT NULL,
      member INTEGER NOT NULL,
      PRIMARY KEY (repo, part, member)
    ) STRICT, WITHOUT ROWID;
    """
}

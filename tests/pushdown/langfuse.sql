-- Tables of a Langfuse of one's own, and invented rows: versions of a row, deletions, spans, failures, rows that do not add up.
CREATE TABLE observations (id String,
    trace_id Nullable(String),
    project_id String,
    type String,
    parent_observation_id Nullable(String),
    start_time DateTime64(3),
    end_time Nullable(DateTime64(3)),
    name String,
    metadata Map(String,String),
    level String,
    status_message Nullable(String),
    version Nullable(String),
    environment String DEFAULT 'default',
    input Nullable(String),
    output Nullable(String),
    provided_model_name Nullable(String),
    internal_model_id Nullable(String),
    model_parameters Nullable(String),
    provided_usage_details Map(String,UInt64),
    usage_details Map(String,UInt64),
    provided_cost_details Map(String,Decimal64(12)),
    cost_details Map(String,Decimal64(12)),
    total_cost Nullable(Decimal64(12)),
    completion_start_time Nullable(DateTime64(3)),
    prompt_id Nullable(String),
    prompt_name Nullable(String),
    prompt_version Nullable(UInt16),
    created_at DateTime64(3),
    updated_at DateTime64(3),
    event_ts DateTime64(3),
    is_deleted UInt8) ENGINE=ReplacingMergeTree(event_ts, is_deleted) ORDER BY (project_id, type, toDate(start_time), id);
CREATE TABLE traces (id String,
    timestamp DateTime64(3),
    name String,
    user_id Nullable(String),
    metadata Map(String,String),
    release Nullable(String),
    version Nullable(String),
    project_id String,
    environment String DEFAULT 'default',
    public Bool,
    bookmarked Bool,
    tags Array(String),
    input Nullable(String),
    output Nullable(String),
    session_id Nullable(String),
    created_at DateTime64(3),
    updated_at DateTime64(3),
    event_ts DateTime64(3),
    is_deleted UInt8) ENGINE=ReplacingMergeTree(event_ts,is_deleted) ORDER BY (project_id, toDate(timestamp), id);
INSERT INTO traces SELECT concat('t',toString(number)), toDateTime64('2026-10-01 00:00:00',3)+number, concat('trace-',toString(number%3)), concat('u',toString(number)), map(), NULL,NULL,'p1','default',0,0,[concat('team:t',toString(number%2)),concat('run:',toString(number))],NULL,NULL,NULL,toDateTime64('2026-10-05 00:00:00', 3),toDateTime64('2026-10-05 00:00:00', 3),toDateTime64('2026-10-05 00:00:00', 3),0 FROM numbers(500);
INSERT INTO observations SELECT concat('o',toString(number)), concat('t',toString(number%500)),'p1', if(number%5=4,'SPAN','GENERATION'),NULL, toDateTime64('2026-10-01 00:00:00',3)+number*60, toDateTime64('2026-10-01 00:00:02',3)+number*60, 'call', map('team','x','request',toString(number)), if(number%9=0,'ERROR','DEFAULT'),NULL,NULL,'prod','MARKER of a prompt','MARKER of a prompt','gpt-4o-mini','m1','{"service_tier":"flex","temperature":0.2}', map(), if(number%9=0,map(),map('input',toUInt64(100+number),'output',toUInt64(20),'input_cached_tokens',toUInt64(10),'total',toUInt64(130+number+if(number%50=7,3,0)))), map(), map(), if(number%9=0,NULL,toDecimal64(0.000228,12)),NULL,NULL,NULL,NULL,toDateTime64('2026-10-05 00:00:00', 3),toDateTime64('2026-10-05 00:00:00', 3),toDateTime64('2026-10-05 00:00:00', 3),0 FROM numbers(2000);
-- An older version of some rows, and a deletion of others.
INSERT INTO observations SELECT * REPLACE (toDecimal64(9, 12) AS total_cost, toDateTime64('2026-10-04 00:00:00', 3) AS event_ts) FROM observations WHERE id LIKE 'o1%0';
INSERT INTO observations SELECT * REPLACE (1 AS is_deleted, toDateTime64('2026-10-06 00:00:00', 3) AS event_ts) FROM observations WHERE id LIKE 'o19_';
-- Retries of a failed call within seconds, one of them after midnight.
INSERT INTO observations SELECT * REPLACE (concat(id, '-again') AS id, start_time + INTERVAL 5 SECOND AS start_time, end_time + INTERVAL 5 SECOND AS end_time, 'DEFAULT' AS level) FROM observations FINAL WHERE level = 'ERROR' AND id LIKE 'o1%';
INSERT INTO observations SELECT * REPLACE (concat(id, '-late') AS id, toDateTime64('2026-10-01 23:59:58', 3) AS start_time, toDateTime64('2026-10-01 23:59:59', 3) AS end_time, 'midnight' AS trace_id, 'ERROR' AS level) FROM observations FINAL WHERE id = 'o7';
INSERT INTO observations SELECT * REPLACE (concat(id, '-later') AS id, toDateTime64('2026-10-02 00:00:03', 3) AS start_time, toDateTime64('2026-10-02 00:00:04', 3) AS end_time, 'midnight' AS trace_id) FROM observations FINAL WHERE id = 'o7';
-- Long prompts of a model whose price changes with their length, on either side of it.
INSERT INTO observations SELECT * REPLACE (concat(id, '-long') AS id, 'gemini-2.5-pro' AS provided_model_name, map('provider', 'google-vertex') AS metadata, start_time + INTERVAL 9 SECOND AS start_time, end_time + INTERVAL 9 SECOND AS end_time, map('input', toUInt64(if(id LIKE 'o5%', 150000, 250000)), 'input_cached_tokens', toUInt64(45000), 'output', toUInt64(30), 'total', toUInt64(if(id LIKE 'o5%', 195030, 295030))) AS usage_details) FROM observations FINAL WHERE level <> 'ERROR' AND (id LIKE 'o5__' OR id LIKE 'o6__');

//! Names that sources give their columns, and what they mean.

use super::target::Target;

/// Columns that hold prompts or answers whatever they look like; never examples, never suggested.
const CONTENT: &[&str] = &[
    "prompt",
    "prompts",
    "completion",
    "completiontext",
    "response",
    "responsetext",
    "messages",
    "message",
    "content",
    "text",
    "body",
    "requestbody",
    "responsebody",
    "question",
    "answer",
    "query",
    "instructions",
    "system",
    "systemprompt",
    "inputtext",
    "outputtext",
    "comment",
    "reason",
    "explanation",
    "errormessage",
    "description",
    "title",
    "preview",
    "summary",
];

/// Whether a column is named like one that holds prompts or answers.
pub(super) fn holds_content(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    CONTENT.contains(&plain(last).as_str())
}

/// Names by target, best first; compared without case and punctuation, as the whole path and as its end.
pub(super) const NAMES: &[(Target, &[&str])] = &[
    (
        Target::StartedAt,
        &[
            "startedat",
            "starttime",
            "requestcreatedat",
            "requesttime",
            "requeststart",
            "startat",
            "start",
            "createdat",
            "timestamp",
            "eventtime",
            "eventtimestamp",
            "time",
            "datetime",
            "ts",
            "at",
            "created",
            "loggedat",
            "occurredat",
            "requestdate",
            "date",
        ],
    ),
    (
        Target::EndedAt,
        &["endedat", "endtime", "completedat", "finishedat", "responsetimeat", "end", "responsecreatedat"],
    ),
    (
        Target::Latency,
        &[
            "latencyms",
            "durationms",
            "latency",
            "duration",
            "responsetimems",
            "responsetime",
            "elapsedms",
            "elapsed",
            "processingtimems",
            "totaltimems",
            "latencyseconds",
            "durationseconds",
            "latencys",
            "durations",
            "elapsedseconds",
            "latencyus",
            "durationus",
            "latencyns",
            "durationns",
            "totalduration",
            "generationtime",
        ],
    ),
    (
        Target::FirstToken,
        &[
            "ttftms",
            "ttft",
            "timetofirsttoken",
            "timetofirsttokenms",
            "firsttokenms",
            "firsttokenlatency",
            "ttfts",
        ],
    ),
    (Target::EventId, &["eventid", "logid", "spanid", "requestid", "callid", "generationid", "uuid", "id"]),
    (Target::ResponseId, &["responseid", "completionid", "providerresponseid", "upstreamid", "messageid"]),
    (Target::LogicalId, &["logicalid", "parentrequestid", "clientrequestid", "correlationid", "xrequestid"]),
    (
        Target::TaskId,
        &["taskid", "sessionid", "conversationid", "threadid", "jobid", "runid", "episodeid", "chatid"],
    ),
    (Target::TraceId, &["traceid", "trace"]),
    (Target::EndUser, &["enduser", "enduserid", "userid", "customeruserid", "externaluser"]),
    (
        Target::Provider,
        &["provider", "providername", "vendor", "genaiprovidername", "genaisystem", "llmprovider", "api"],
    ),
    (
        Target::ModelServed,
        &["responsemodel", "modelserved", "servedmodel", "genairesponsemodel", "modelused", "actualmodel"],
    ),
    (
        Target::ModelRequested,
        &[
            "requestmodel",
            "modelrequested",
            "requestedmodel",
            "genairequestmodel",
            "model",
            "modelname",
            "modelid",
            "llmmodel",
            "engine",
            "deployment",
            "deploymentname",
        ],
    ),
    (
        Target::Operation,
        &["operation", "operationname", "genaioperationname", "calltype", "requesttype", "method"],
    ),
    (Target::Account, &["organization", "organizationid", "orgid", "account", "accountid"]),
    (Target::Project, &["project", "projectid", "projectname", "workspace", "workspaceid"]),
    (
        Target::Credential,
        &["keyalias", "apikeyname", "apikeyalias", "keyname", "keyid", "apikeyid", "virtualkey", "keyhash"],
    ),
    (Target::User, &["owner", "keyowner", "developer", "useremail", "username", "user"]),
    (Target::ServiceTier, &["servicetier", "tier"]),
    (Target::Region, &["region", "location", "awsregion"]),
    (Target::Product, &["product", "productname"]),
    (Target::Speed, &["speed"]),
    (Target::Batch, &["batch", "isbatch"]),
    (
        Target::Team,
        &["team", "teamname", "teamalias", "department", "squad", "businessunit", "costcenter", "teamid"],
    ),
    (
        Target::Feature,
        &["feature", "featurename", "usecase", "endpoint", "route", "functionname", "promptname"],
    ),
    (
        Target::Customer,
        &["customer", "customername", "customerid", "tenant", "tenantid", "tenantname", "client"],
    ),
    (Target::Environment, &["environment", "env", "deploymentenvironment", "stage"]),
    (Target::Workload, &["workload", "workloadclass"]),
    (
        Target::Input,
        &[
            "inputtokens",
            "prompttokens",
            "tokensinput",
            "tokensin",
            "tokensprompt",
            "intokens",
            "nativetokensprompt",
            "promptcount",
            "inputtokencount",
            "prompttokencount",
            "prompttoken",
            "inputtoken",
            "tokin",
            "input",
        ],
    ),
    (
        Target::CacheRead,
        &[
            "cachereadinputtokens",
            "cachereadtokens",
            "cachedinputtokens",
            "cachedtokens",
            "inputcachedtokens",
            "promptcachereadtokens",
            "cachedreadtokens",
            "cacheread",
            "nativetokenscached",
            "cachedcontenttokencount",
            "cachedprompttokens",
            "tokenscached",
            "cachehittokens",
            "tokcacheread",
        ],
    ),
    (
        Target::CacheWrite5m,
        &["ephemeral5minputtokens", "cachewrite5mtokens", "cachewrite5m", "tokcachewrite5m"],
    ),
    (
        Target::CacheWrite1h,
        &["ephemeral1hinputtokens", "cachewrite1htokens", "cachewrite1h", "tokcachewrite1h"],
    ),
    (
        Target::CacheWrite,
        &[
            "cachecreationinputtokens",
            "cachecreationtokens",
            "cachewritetokens",
            "promptcachewritetokens",
            "cachewrite",
            "cachewriteinputtokens",
            "tokcachewrite",
        ],
    ),
    (
        Target::Output,
        &[
            "outputtokens",
            "completiontokens",
            "tokensoutput",
            "tokensout",
            "tokenscompletion",
            "outtokens",
            "nativetokenscompletion",
            "generatedtokens",
            "outputtokencount",
            "candidatestokencount",
            "completiontoken",
            "outputtoken",
            "tokout",
            "output",
        ],
    ),
    (
        Target::Reasoning,
        &[
            "reasoningtokens",
            "reasoningoutputtokens",
            "thinkingtokens",
            "thoughtstokencount",
            "nativetokensreasoning",
        ],
    ),
    (Target::Total, &["totaltokens", "tokenstotal", "totaltokencount", "tokens", "tokencount"]),
    (Target::InputAudio, &["inputaudiotokens", "promptaudiotokens"]),
    (Target::OutputAudio, &["outputaudiotokens", "completionaudiotokens"]),
    (Target::Images, &["images", "imagecount", "nummediacompletion"]),
    (Target::WebSearchCall, &["websearchcalls", "websearchrequests", "numsearchresults"]),
    (
        Target::Cost,
        &[
            "costusd",
            "totalcost",
            "totalcostusd",
            "cost",
            "costtotal",
            "requestcost",
            "responsecost",
            "spend",
            "spendusd",
            "costcents",
            "costnanos",
            "costmicros",
            "costnanousd",
            "costmicrousd",
            "costeur",
            "totalcosteur",
            "amount",
            "amountusd",
            "price",
            "usagecost",
            "calculatedtotalcost",
            "costincents",
        ],
    ),
    (Target::Currency, &["currency", "currencycode", "costcurrency", "billingcurrency"]),
    (
        Target::HttpStatus,
        &["httpstatus", "statuscode", "httpstatuscode", "responsestatus", "responsecode", "httpcode"],
    ),
    (Target::Status, &["status", "success", "issuccess", "succeeded", "ok", "state", "resultstatus"]),
    (Target::ErrorClass, &["errorclass", "errortype", "errorcode", "exceptiontype", "errorname"]),
    (Target::IsStream, &["stream", "isstream", "streamed", "streaming", "isstreaming"]),
    (
        Target::Attempt,
        &["attempt", "attemptnumber", "attemptno", "retryattempt", "retrycount", "attemptindex"],
    ),
    (Target::IsRetry, &["isretry", "retried"]),
    (Target::FallbackHop, &["fallbackhop", "fallbackindex", "fallbackno", "step"]),
    (Target::IsCharged, &["ischarged", "isbilled", "billable", "charged"]),
    (
        Target::ResponseCache,
        &["cachehit", "responsecachehit", "iscached", "fromcache", "cachestatus", "cached"],
    ),
    (Target::Verdict, &["outcome", "verdict", "resolved", "solved", "passed", "result", "accepted"]),
    (Target::Score, &["score", "rating", "value", "feedback", "grade", "feedbackscore"]),
    (Target::OutcomeName, &["metric", "metricname", "scorename", "evaluationname", "name"]),
    (Target::Label, &["label", "verdictlabel", "scorelabel"]),
    (Target::Judge, &["judge", "scoresource", "evaluator", "ratedby"]),
    (Target::JudgedAt, &["judgedat", "scoredat", "ratedat", "feedbackat"]),
];

/// A name without case and punctuation.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Targets a column's name speaks for, each with its rank among the names of that target: 0 for the best. The whole path
/// counts before its end.
pub(super) fn by_name(name: &str) -> Vec<(Target, usize)> {
    let whole = plain(name);
    let end = plain(name.rsplit('.').next().unwrap_or(name));
    let ranked = NAMES.iter().filter_map(|(target, names)| {
        let of_whole = names.iter().position(|known| *known == whole);
        let of_end = names.iter().position(|known| *known == end).map(|rank| rank + names.len());
        of_whole.or(of_end).map(|rank| (*target, rank))
    });
    ranked.collect()
}

/// Whether a column's name speaks for a target that `is_one` accepts.
pub(crate) fn names_mean(name: &str, is_one: impl Fn(Target) -> bool) -> bool {
    by_name(name).into_iter().any(|(target, _)| is_one(target))
}

/// What may stand in a header's value, by the header's name.
///
/// Whatever is not known to be harmless is searched for everything: a header that Asterisk adds next year is covered.
enum HeaderClass: Equatable {
    /// Ids, states, times and counters, which stay as they are.
    case structural
    /// The name of a person.
    case personalName
    /// A password, key, challenge or its answer.
    case secret
    /// What a phone calls itself.
    case userAgent
    /// A key pressed: PINs and numbers are typed with them.
    case digit
    /// The name of a host or a domain.
    case host
    /// A party's number, in whatever way it is written.
    case partyNumber
    /// Anything else: searched for addresses, numbers, URIs, names and secrets.
    case freeForm

    /// Classifies a header.
    ///
    /// - Parameters:
    ///   - name: the header's name in small letters.
    ///   - isFirst: whether it's the first of its message: `Response` is a result there, and a digest elsewhere.
    init(header name: String, isFirst: Bool) {
        if name == "response" {
            self = isFirst ? .structural : .secret
        } else if Self.structuralHeaders.contains(name) || name.hasSuffix("uniqueid") || name.hasSuffix("linkedid")
            || name.hasSuffix("channelstate") || name.hasSuffix("channelstatedesc") || name.hasSuffix("priority")
            || (name.hasPrefix("report") && name.dropFirst(6).first?.isNumber == true)
        {
            self = .structural
        } else if Self.secretHeaders.contains(name) || (Self.isSecret(variable: name) && !name.hasSuffix("exist")) {
            self = .secret
        } else if name.hasSuffix("useragent") || name.hasSuffix("user-agent") {
            self = .userAgent
        } else if name.hasSuffix("calleridname") || name.hasSuffix("connectedlinename") || Self.names.contains(name) {
            self = .personalName
        } else if name.hasSuffix("calleridnum") || name.hasSuffix("connectedlinenum") || name.hasSuffix("exten") {
            self = .partyNumber
        } else if name == "digit" || name == "digits" {
            self = .digit
        } else if Self.hosts.contains(name) {
            self = .host
        } else {
            self = .freeForm
        }
    }

    /// Classifies the value of a channel variable (`VarSet`).
    ///
    /// - Parameter name: the variable's name in small letters.
    init(variable name: String) {
        if name.hasSuffix("time") || name.hasSuffix("_ms") || name.hasPrefix("rtp")
            || Self.plainVariables.contains(name)
        {
            self = .structural
        } else if Self.isSecret(variable: name) {
            self = .secret
        } else if name.contains("user-agent") || name.contains("useragent") || name.contains("user_agent") {
            self = .userAgent
        } else if name.hasSuffix("domain") || name.hasSuffix("host") || name.hasSuffix("hostname") {
            self = .host
        } else if name.hasSuffix("calleridname") || name.hasSuffix("(name)") || name.hasSuffix("-name)")
            || name.hasSuffix("peername") || name.hasSuffix("cidname")
        {
            self = .personalName
        } else {
            self = .freeForm
        }
    }

    /// Whether a variable's name says that it holds a secret.
    static func isSecret(variable name: String) -> Bool {
        if secretParts.contains(where: { name.contains($0) }) { return true }
        return name.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).contains {
            secretWords.contains(String($0))
        }
    }

    /// Applications whose first argument is a password.
    static let passwordApplications: Set<String> = ["authenticate", "disa"]

    private static let structuralHeaders: Set<String> = [
        "event", "privilege", "timestamp", "sequencenumber", "actionid", "eventlist", "listitems", "events", "language",
        "destlanguage", "cause", "cause-txt", "techcause", "application", "appfile", "appfunction", "appline", "port",
        "eventtv", "sessiontv", "eventversion", "service", "severity", "uptime", "lastreload", "bridgetype",
        "bridgetechnology", "bridgenumchannels", "bridgevideosourcemode", "dialstatus", "callid", "priorcallid",
        "sessionid", "duration", "billableseconds", "starttime", "answertime", "endtime", "holdtime", "talktime",
        "wait", "count", "calls", "callstaken", "lastcall", "lastpause", "logintime", "position", "ssrc", "pt",
        "reportcount", "sentpackets", "sentoctets", "sentntp", "sentrtp", "rtt", "status", "state", "hint_text",
        "subevent", "direction", "disposition", "amaflags", "eventname", "amiversion", "asteriskversion",
        "to_milliseconds",
        "maxcalls", "currentcalls", "coremaxcalls", "coremaxloadavg", "corecurrentcalls", "corestartupdate",
        "corestartuptime", "corereloaddate", "corereloadtime", "durationms", "ringtime", "penalty", "paused",
        "usingpassword", "roundtripusec", "timeout", "parkingtimeout", "parkingduration", "originaloffset", "banner",
    ]

    private static let secretHeaders: Set<String> = [
        "secret", "password", "passwd", "pass", "pin", "key", "challenge", "receivedchallenge", "receivedhash",
        "expectedresponse", "md5secret", "md5cred", "md5_cred", "oauthsecret", "oauth_secret", "refreshtoken",
        "refresh_token", "token", "authtoken", "authorization", "adminpin", "userpin", "tlscert", "newpassword",
        "remotesecret", "vmsecret", "vmpassword",
    ]

    private static let names: Set<String> = [
        "callername", "cidname", "membername", "fullname", "vmfullname", "name_pres", "connectedname",
    ]

    private static let hosts: Set<String> = [
        "domain", "host", "hostname", "tohost", "fromdomain", "from_domain", "outboundproxy", "realm", "authrealm",
    ]

    private static let plainVariables: Set<String> = [
        "dialstatus", "hangupcause", "queuestatus", "playbackstatus", "agistatus", "vmstatus", "transferstatus",
        "bridgeresult", "gosub_retval", "parkstatus", "pickupresult", "epoch", "uniqueid", "linkedid",
    ]

    private static let secretParts = ["secret", "passw", "credential", "apikey", "api_key", "api-key", "authorization"]
    private static let secretWords: Set<String> = ["pin", "pwd", "pass", "token", "md5", "key"]
}

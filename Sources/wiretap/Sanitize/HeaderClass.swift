/// What may stand in a header's value, by the header's name.
///
/// Whatever is not known to be harmless is searched for everything: a header that Asterisk adds next year is covered. What
/// is known to be harmless is so only as long as it looks like it: a `Duration` that is no number is searched, too.
enum HeaderClass: Hashable {
    /// The name of an event or a right.
    case word
    /// A number that Asterisk itself counts.
    case counter
    /// A number or a moment in seconds since 1970.
    case moment
    /// A number of 32 bits that a stream of media is known or counted by.
    case media
    /// The id of a channel or a call.
    case identifier
    /// RTP statistics of a connection, `ssrc=45024705;lp=0`.
    case figures
    /// The name of a person.
    case personalName
    /// A name with its number: `Martin <1986>`.
    case nameAndNumber
    /// Who somebody is to a machine or in the books: a user, an account.
    case user
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
    /// `NAME=value`: the name says what the value is.
    case assignment
    /// Anything else: searched for addresses, numbers, URIs, names and secrets.
    case freeForm

    /// Classifies a header.
    ///
    /// - Parameters:
    ///   - name: the header's name in small letters.
    ///   - isFirst: whether it's the first of its message: `Response` is a result there, and a digest elsewhere.
    ///   - isOwn: whether it may be somebody's own in a `UserEvent`, where a name that Asterisk uses promises nothing.
    init(header name: String, isFirst: Bool, isOwn: Bool = false) {
        if name == "response" {
            self = isFirst ? .word : .secret
        } else if Self.ids.contains(where: { name.hasSuffix($0) }) {
            self = .identifier
        } else if let kind = Self.figures(header: name) {
            self = isOwn && !name.hasSuffix("channelstate") && name != "timestamp" ? .freeForm : kind
        } else if Self.secretHeaders.contains(name) || (Self.isSecret(variable: name) && !name.hasSuffix("exist")) {
            self = .secret
        } else if name.hasSuffix("useragent") || name.hasSuffix("user-agent") {
            self = .userAgent
        } else if Self.nameSuffixes.contains(where: { name.hasSuffix($0) }) || Self.names.contains(name) {
            self = .personalName
        } else if Self.namesAndNumbers.contains(name) {
            self = .nameAndNumber
        } else if name.hasSuffix("accountcode") || Self.users.contains(name) {
            self = .user
        } else if Self.numberSuffixes.contains(where: { name.hasSuffix($0) }) || Self.numbers.contains(name) {
            self = .partyNumber
        } else if name == "digit" || name == "digits" {
            self = .digit
        } else if Self.hosts.contains(name) {
            self = .host
        } else if name == "chanvariable" || name == "destchanvariable" || name == "setvar" {
            self = .assignment
        } else {
            let own = HeaderClass(variable: name)
            self = isOwn && own != .moment && own != .figures ? own : .freeForm
        }
    }

    private static func figures(header name: String) -> HeaderClass? {
        if name == "event" || name == "privilege" { return .word }
        if moments.contains(name) { return .moment }
        if mediaFigures.contains(name)
            || (name.hasPrefix("report") && name.dropFirst(6).first.map(isReportNumber) == true)
        {
            return .media
        }
        if counters.contains(name) || name.hasSuffix("channelstate") || name.hasSuffix("priority") { return .counter }
        return nil
    }

    /// `Report0LSR`; an X stands for the number in Asterisk's documentation.
    private static func isReportNumber(_ character: Character) -> Bool { character.isNumber || character == "x" }

    /// Classifies the value of a channel variable (`VarSet`).
    ///
    /// - Parameter name: the variable's name in small letters.
    init(variable name: String) {
        if Self.isSecret(variable: name) {
            self = .secret
        } else if name.hasSuffix("uniqueid") || name.hasSuffix("linkedid") {
            self = .identifier
        } else if name.hasSuffix("time") || name.hasSuffix("_ms") || name == "epoch" {
            self = .moment
        } else if name.hasPrefix("rtp") {
            self = .figures
        } else if name.contains("user-agent") || name.contains("useragent") || name.contains("user_agent") {
            self = .userAgent
        } else if name.hasSuffix("domain") || name.hasSuffix("host") || name.hasSuffix("hostname")
            || name.hasSuffix("realm")
        {
            self = .host
        } else if name.hasSuffix("username") || name == "user" {
            self = .user
        } else if name.hasSuffix("(all)") || name == "callerid" {
            self = .nameAndNumber
        } else if Self.isName(variable: name) {
            self = .personalName
        } else if name.hasSuffix("(num)") || name.hasSuffix("(ani)") || name.hasSuffix("(dnid)")
            || name.hasSuffix("(rdnis)")
        {
            self = .partyNumber
        } else {
            self = .freeForm
        }
    }

    private static func isName(variable name: String) -> Bool {
        if ["(name)", "-name)", "cnam", "display-name"].contains(where: { name.hasSuffix($0) }) { return true }
        return name.hasSuffix("name") && !namesOfThings.contains { name.hasSuffix($0) }
    }

    /// Whether a variable's name says that it holds a secret.
    static func isSecret(variable name: String) -> Bool {
        if secretParts.contains(where: { name.contains($0) }) { return true }
        return name.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).contains { word in
            secretWords.contains(String(word)) || secretEnds.contains { word.hasSuffix($0) }
        }
    }

    /// Applications whose first argument is a password.
    static let passwordApplications: Set<String> = ["authenticate", "disa"]

    private static let ids = ["uniqueid", "linkedid"]

    private static let counters: Set<String> = [
        "sequencenumber", "listitems", "items", "cause", "appline", "line", "port", "uptime", "lastreload",
        "bridgenumchannels", "duration", "billableseconds", "holdtime", "talktime", "wait", "count", "calls",
        "callstaken", "position", "pt", "reportcount", "rtt", "maxcalls", "currentcalls", "coremaxcalls",
        "coremaxloadavg", "corecurrentcalls", "durationms", "ringtime", "penalty", "paused", "roundtripusec",
        "timeout", "parkingtimeout", "parkingduration", "originaloffset", "to_milliseconds", "seconds",
        "timetohangup", "completed", "abandoned", "wrapuptime", "answeredtime", "loggedintime", "total",
        "sentpackets", "sentoctets", "mes", "usingpassword", "noncelifetime",
    ]

    private static let moments: Set<String> = [
        "timestamp", "lastcall", "lastpause", "logintime", "callstarted", "regexpire", "expirationtime",
    ]

    private static let mediaFigures: Set<String> = ["ssrc", "sentntp", "sentrtp"]

    private static let secretHeaders: Set<String> = [
        "secret", "password", "passwd", "pass", "pin", "key", "challenge", "receivedchallenge", "receivedhash",
        "expectedresponse", "md5secret", "md5cred", "md5_cred", "oauthsecret", "oauth_secret", "refreshtoken",
        "refresh_token", "token", "authtoken", "authorization", "adminpin", "userpin", "tlscert", "newpassword",
        "remotesecret", "vmsecret", "vmpassword", "cookie", "set-cookie", "nonce", "cnonce", "opaque",
        "www-authenticate", "proxy-authenticate",
    ]

    private static let nameSuffixes = ["calleridname", "connectedlinename", "connectedidname"]

    private static let names: Set<String> = [
        "callername", "cidname", "membername", "fullname", "vmfullname", "name_pres", "connectedname",
        "resourcedisplayname", "name",
    ]

    private static let namesAndNumbers: Set<String> = ["callerid", "clid", "callerid2"]

    private static let users: Set<String> = [
        "username", "contactuser", "fromuser", "mwifromuser", "authuser", "defaultuser", "oauthclientid",
        "peeraccount", "tenantid",
    ]

    private static let numberSuffixes = [
        "calleridnum", "connectedlinenum", "connectedidnum", "exten", "calleridani", "calleriddnid",
        "calleridrdnis",
    ]

    private static let numbers: Set<String> = [
        "extension", "number", "source", "destination", "dnid", "remotestationid", "localstationid",
        "mcalleridsubaddr", "mconnectedidsubaddr", "voicemailextension",
    ]

    private static let hosts: Set<String> = [
        "domain", "host", "hostname", "tohost", "fromdomain", "from_domain", "outboundproxy", "realm", "authrealm",
        "systemname", "regserver", "viaaddr", "viaaddress", "mediaaddress", "externalmediaaddress",
        "externalsignalingaddress",
    ]

    // Whose names say of nobody who they are.
    private static let namesOfThings = [
        "filename", "hostname", "domainname", "contextname", "appname", "channelname", "channame", "bridgename",
        "queuename", "eventname", "varname", "nodename", "systemname", "macroname", "pathname", "dirname",
    ]

    private static let secretParts = [
        "secret", "passw", "credential", "apikey", "api_key", "api-key", "authorization", "cookie",
        "bearer", "nonce", "sessionkey", "privatekey",
    ]
    private static let secretWords: Set<String> = ["pin", "pwd", "pass", "token", "md5", "key", "opaque", "pins"]
    private static let secretEnds = ["pin", "pwd", "token", "secretkey", "accesskey", "authkey"]
}

import Correlator

/// What became of the calls that ended on one day, each counted once.
struct DayFigures: Equatable {
    /// The same of one hour.
    struct Hour: Equatable {
        var answered = 0
        var missed = 0
    }

    private(set) var ended = 0
    private(set) var answered = 0
    private(set) var missed = 0
    private(set) var unreached = 0
    /// By the hour in which they ended, from 0 to 23.
    private(set) var hours = [Hour](repeating: Hour(), count: 24)
    /// How long those rang that rang before they were answered, and how many they are.
    private var ringSeconds = 0.0
    private var ringCount = 0

    /// Those that are none of these.
    var others: Int { ended - answered - missed - unreached }

    mutating func count(_ call: EndedCall, hour: Int) {
        ended += 1
        switch call.fate {
        case .missed:
            missed += 1
            hours[hour].missed += 1
            return
        case .unreached:
            unreached += 1
            return
        case .other: return
        case .answered:
            answered += 1
            hours[hour].answered += 1
        }
        // The PBX itself, as a menu or voicemail, answers at once; it is not how quick people are.
        guard let seconds = call.ringSeconds, seconds > 0, seconds < 1e9 else { return }
        ringSeconds += seconds
        ringCount += 1
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        for (name, number) in [
            ("calls", ended), ("answered", answered), ("missed", missed), ("unreached", unreached), ("others", others),
        ] {
            json.key(name)
            json.number(Int64(number))
        }
        json.key("ring_seconds")
        json.seconds(microseconds: Int64(ringSeconds * 1_000_000))
        json.key("ring_count")
        json.number(Int64(ringCount))
        json.key("hours")
        json.beginArray()
        for hour in hours {
            json.beginArray()
            json.number(Int64(hour.answered))
            json.number(Int64(hour.missed))
            json.endArray()
        }
        json.endArray()
        json.endObject()
    }
}

import Correlator

/// What became of the calls of one day. Calls that nobody was to take, such as a wrong number, are neither answered nor
/// missed.
struct DayFigures: Equatable {
    /// The same of one hour.
    struct Hour: Equatable {
        var answered = 0
        var missed = 0
    }

    /// Calls that rang.
    private(set) var rang = 0
    private(set) var answered = 0
    private(set) var missed = 0
    /// By the hour, from 0 to 23.
    private(set) var hours = [Hour](repeating: Hour(), count: 24)
    /// How long those rang that rang before they were answered, and how many they are.
    private var ringSeconds = 0.0
    private var ringCount = 0

    /// How long it rang before somebody answered, in the mean; `nil` where nothing did.
    var meanRingSeconds: Double? { ringCount > 0 ? ringSeconds / Double(ringCount) : nil }

    mutating func rings() { rang += 1 }

    mutating func answered(after ringSeconds: Double?, hour: Int) {
        answered += 1
        hours[hour].answered += 1
        // The PBX itself, as a menu or voicemail, answers at once; it is not how quick people are.
        guard let ringSeconds, ringSeconds > 0 else { return }
        self.ringSeconds += ringSeconds
        ringCount += 1
    }

    mutating func misses(hour: Int) {
        missed += 1
        hours[hour].missed += 1
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        for (name, number) in [("rang", rang), ("answered", answered), ("missed", missed)] {
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

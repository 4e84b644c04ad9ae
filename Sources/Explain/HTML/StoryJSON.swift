import Correlator

/// Writes stories as JSON for the page. Names of headers repeat from event to event and values within a call, so both
/// stand once and are numbered: a call takes a fifth of the room.
struct StoryJSON {
    /// The header names of events, in order, each list once; bounded, since each `UserEvent` can have other ones.
    private(set) var shapes: [[String]] = []
    static let maximumShapes = 4096
    private var shapeNumbers: [[String]: Int] = [:]

    /// `{"lanes":[[id,name]…],"values":[…],"steps":[[µs,event,lane,peer,cut,shape,[value…],[note…]]…],"omitted":n}`
    mutating func story(_ story: Story, _ behaviour: Behaviour) -> [UInt8] {
        var json = JSONWriter()
        var values: [String] = []
        var valueNumbers: [String: Int] = [:]
        json.beginObject()
        json.key("steps")
        json.beginArray()
        for step in story.steps {
            json.beginArray()
            json.literal(String(step.time.microseconds - story.beganAt.microseconds))
            switch step.source {
            case .event(let number): json.literal(String(number))
            case .timer(let number): json.literal(String(-1 - number))
            }
            json.literal(String(step.lane ?? -1))
            json.literal(String(step.peer ?? -1))
            json.literal(step.isCut ? "1" : "0")
            let names = step.headers.map(\.name)
            if let shape = shape(names) { json.literal(String(shape)) } else { Self.row(names, &json) }
            json.beginArray()
            for header in step.headers {
                let number = valueNumbers[header.value] ?? values.count
                if number == values.count {
                    valueNumbers[header.value] = number
                    values.append(header.value)
                }
                json.literal(String(number))
            }
            json.endArray()
            json.beginArray()
            for note in step.notes { Self.note(note, behaviour, &json) }
            json.endArray()
            json.endArray()
        }
        json.endArray()
        json.key("values")
        json.beginArray()
        for value in values { json.string(value) }
        json.endArray()
        json.key("lanes")
        json.beginArray()
        for lane in story.lanes { Self.row([lane.id, lane.name], &json) }
        json.endArray()
        json.key("omitted")
        json.literal(String(story.omitted))
        json.endObject()
        return json.array
    }

    /// The number of a list of names; `nil` beyond the bound, where the names are written out.
    private mutating func shape(_ names: [String]) -> Int? {
        if let number = shapeNumbers[names] { return number }
        guard shapes.count < Self.maximumShapes else { return nil }
        shapeNumbers[names] = shapes.count
        shapes.append(names)
        return shapes.count - 1
    }

    private static func row(_ texts: [String], _ json: inout JSONWriter) {
        json.beginArray()
        for text in texts { json.string(text) }
        json.endArray()
    }

    private static func note(_ note: StoryNote, _ behaviour: Behaviour, _ json: inout JSONWriter) {
        json.beginArray()
        switch note {
        case .callBegan: json.string("begins")
        case .callEnded(let mergedInto):
            json.string("ends")
            json.string(mergedInto)
        case .channelBegan(let lane): pair("began", lane, nil, &json)
        case .channelRenamed(let lane, let name): pair("renamed", lane, name, &json)
        case .channelArrived(let lane, let call, let bridge):
            pair("arrived", lane, call, &json)
            json.string(bridge)
        case .channelLeft(let lane, let call): pair("went", lane, call, &json)
        case .channelEnded(let lane): pair("gone", lane, nil, &json)
        case .bridgeEntered(let lane, let bridge): pair("in", lane, bridge, &json)
        case .bridgeLeft(let lane, let bridge): pair("out", lane, bridge, &json)
        case .transition(let transition):
            json.string("rule")
            for number in [transition.trigger, transition.rule, transition.from, transition.to] {
                json.literal(String(number))
            }
        case .message(let message):
            json.string("message")
            json.string(message.name)
            json.string("\(behaviour.topicPrefix)/\(message.topic)")
            // As a text, so that it is shown to the byte as it was published.
            json.string(String(decoding: message.payload, as: UTF8.self))
        }
        json.endArray()
    }

    private static func pair(_ word: String, _ lane: Int, _ text: String?, _ json: inout JSONWriter) {
        json.string(word)
        json.literal(String(lane))
        if let text { json.string(text) }
    }
}

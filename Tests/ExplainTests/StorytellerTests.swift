import Correlator
import Explain
import Testing

@Suite("What is told of why something was said")
struct StorytellerTests {
    private func triggers(_ story: Story) -> [String] {
        story.steps.flatMap(\.transitions).map { BehaviourNames.calls.triggers[$0.trigger].name }
    }

    @Test("The messages of the stories are those of a replay, no more and no less", arguments: Retelling.recordings)
    func messages(_ recording: String) throws {
        let retelling = try Retelling(recording)
        #expect(retelling.stories.flatMap(\.messages).map(Retelling.line).sorted() == retelling.replayed.sorted())
    }

    @Test("State follows on state, from the first to a final one", arguments: Retelling.recordings)
    func states(_ recording: String) throws {
        for story in try Retelling(recording).stories where !story.callID.isEmpty {
            var state = 0
            for transition in story.steps.flatMap(\.transitions) {
                #expect(transition.call == story.callID)
                #expect(transition.from == state)
                state = transition.to
            }
            #expect(CallTables.calls.finalStates[state] == (story.endedAt != nil))
        }
    }

    @Test("A blind transfer is told trigger by trigger")
    func blind() throws {
        let stories = try Retelling("22/blind-by-callee").stories
        #expect(stories.count == 1)
        #expect(
            triggers(stories[0]) == [
                "phone_appears", "caller_appears", "phone_busy", "phone_appears", "phone_named", "dialled_again",
                "own_dial_begins", "dial_begins", "phone_dialled", "dialled_itself", "phone_busy", "phone_rings",
                "phone_rings_too", "phone_busy", "ringing_phone_answers", "phone_busy", "dial_answered",
                "own_dial_over", "dial_over", "phone_busy", "comes_into_bridge", "two_party_bridge",
                "comes_into_bridge", "two_party_bridge", "together", "phone_talks", "together", "phone_talks",
                "sent_elsewhere", "parted", "parted", "sent_to_extension", "phone_done", "phone_gone",
                "phone_appears", "phone_named", "transfer_goes_on", "own_dial_begins", "dial_begins",
                "phone_dialled", "phone_busy", "phone_rings_too", "phone_busy", "ringing_phone_answers",
                "phone_busy", "dial_answered", "own_dial_over", "dial_over", "comes_into_bridge", "two_party_bridge",
                "comes_into_bridge", "two_party_bridge", "together", "phone_talks", "together", "phone_talks",
                "hangup_requested", "parted", "parted", "dialplan_ends", "phone_done", "phone_gone", "phone_done",
                "phone_gone", "caller_gone", "over",
            ])
        let said = stories[0].steps.compactMap { step in step.messages.first.map { (step, $0.name) } }
        #expect(
            said.map(\.1) == [
                "ringing", "phone_stopped", "answered", "transferred", "phone_ringing", "phone_stopped", "hungup",
            ])
        #expect(
            said.map { CallTables.calls.events[number($0.0)].name } == [
                "Newstate", "Newstate", "DialEnd", "DialBegin", "Newstate", "Newstate", "Hangup",
            ])
    }

    private func number(_ step: StoryStep) -> Int { if case .event(let number) = step.source { number } else { -1 } }

    @Test("Where two calls become one, both tell of the channel that goes over")
    func merged() throws {
        let stories = try Retelling("22/attended-by-caller").stories
        #expect(stories.count == 2)
        let (given, kept) = (stories[0], stories[1])
        #expect(given.mergedInto == kept.callID)
        let left = given.steps.flatMap(\.notes).compactMap { note in
            if case .channelLeft(let lane, let call) = note { "\(given.lanes[lane].id) \(call)" } else { nil }
        }
        let arrived = kept.steps.flatMap(\.notes).compactMap { note in
            if case .channelArrived(let lane, let call, let bridge) = note {
                "\(kept.lanes[lane].id) \(call) \(bridge.isEmpty)"
            } else {
                nil
            }
        }
        // Who was consulted goes over in the bridge, and the leg that asked with the call.
        #expect(left == ["\(given.lanes[1].id) \(kept.callID)", "\(given.callID) \(kept.callID)"])
        #expect(
            arrived == ["\(given.lanes[1].id) \(given.callID) false", "\(given.callID) \(given.callID) true"])
    }

    @Test("The end of a timer is a step of its own")
    func timer() throws {
        let steps = try Retelling("22/hold-resume").stories.flatMap(\.steps)
        let timers = steps.filter { if case .timer = $0.source { true } else { false } }
        #expect(!timers.isEmpty)
        #expect(timers.flatMap(\.messages).map(\.name).allSatisfy { $0 == "resumed" })
        #expect(timers.flatMap(\.headers).isEmpty)
    }

    @Test("Only the calls that are wanted are told")
    func wanted() throws {
        let all = try Retelling("22/attended-by-caller").stories
        let one = Retelling(try Retelling.bytes("22/attended-by-caller"), of: [all[1].callID]).stories
        #expect(one.map(\.callID) == [all[1].callID])
        #expect(one[0].messages.map(\.eventID) == all[1].messages.map(\.eventID))
        #expect(Retelling(try Retelling.bytes("22/attended-by-caller"), of: ["none"]).stories.isEmpty)
    }

    @Test("Events of which nothing came are there where they are asked for")
    func allEvents() throws {
        let bytes = try Retelling.bytes("22/attended-by-caller")
        let (few, all) = (Retelling(bytes).stories, Retelling(bytes, keepsAllEvents: true).stories)
        #expect(few.flatMap(\.steps).allSatisfy { !$0.notes.isEmpty })
        #expect(all.flatMap(\.steps).contains { $0.notes.isEmpty })
        #expect(all.flatMap(\.steps).filter { !$0.notes.isEmpty }.count == few.flatMap(\.steps).count)
    }

    @Test("What is kept is bounded, and what is not kept is counted")
    func limits() throws {
        let bytes = try Retelling.bytes("22/blind-by-callee")
        let whole = Retelling(bytes).stories[0]
        let short = Retelling(bytes, limits: StorytellerLimits(stepsOfCall: 5)).stories[0]
        #expect(short.steps.count == 5)
        #expect(short.omitted == whole.steps.count - 5)
        #expect(short.endedAt == whole.endedAt)
        let lone = Retelling(bytes, limits: StorytellerLimits(lanesOfCall: 1)).stories[0]
        #expect(lone.lanes == [whole.lanes[0]])
        #expect(lone.omitted == whole.lanes.count - 1)
        #expect(lone.messages.map(\.eventID) == whole.messages.map(\.eventID))
        let none = Retelling(bytes, limits: StorytellerLimits(steps: 0)).stories[0]
        #expect(none.omitted == whole.steps.count)
        let cut = Retelling(bytes, limits: StorytellerLimits(bytesOfEvent: 100)).stories[0]
        #expect(
            cut.steps.allSatisfy {
                $0.isCut && $0.headers.map { $0.name.utf8.count + $0.value.utf8.count }.reduce(0, +) < 100
            })
        #expect(whole.steps.allSatisfy { !$0.isCut && $0.headers.first?.name == "Event" })
    }
}

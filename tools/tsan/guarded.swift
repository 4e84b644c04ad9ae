import Synchronization

/// What eight tasks share. With RACE, a part of it is not guarded, beside what is.
final class Shared: @unchecked Sendable {
    let guarded = Mutex<[Int]>([])
    let counted = Atomic(0)
    var bare = 0
}

@main
struct Guarded {
    static func main() async {
        let shared = Shared()
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for number in 0..<10_000 {
                        shared.guarded.withLock { list in
                            list.append(task * number)
                            if list.count > 100 { list.removeAll() }
                        }
                        shared.counted.add(1, ordering: .relaxed)
                        #if RACE
                            shared.bare += 1
                        #endif
                    }
                }
            }
        }
        print(shared.guarded.withLock { $0.count }, shared.counted.load(ordering: .relaxed), shared.bare)
    }
}

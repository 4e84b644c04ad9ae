import Correlator

/// A call, or a phone, a queue or the like: ids are a PBX's own, so two of them can have the same.
struct BoardKey: Hashable {
    var pbx: String
    var id: String

    init(pbx: String, id: String) {
        self.pbx = pbx
        self.id = id
    }

    /// A phone, a queue or the like.
    init(pbx: String, _ thing: Legend.Thing) {
        self.init(pbx: pbx, id: "\(thing.kind)/\(thing.name)")
    }
}

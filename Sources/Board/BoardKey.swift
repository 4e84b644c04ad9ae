/// A call or a lamp: ids are a PBX's own, so two of them can have the same.
struct BoardKey: Hashable {
    var pbx: String
    var id: String
}

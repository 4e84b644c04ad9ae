/// A thing that is there besides calls and channels. Its key is in the directory of things, what is known of it in the
/// pool of facts.
struct Thing {
    /// Its kind.
    var kind: Int32
    /// The place of the thing that it is a part of; -1 for none.
    var whole: Int32
    /// The session in which it was last heard of.
    var session: Int32
    /// Its parts, of any kind, in the order in which they came.
    var parts = ChannelList()
}

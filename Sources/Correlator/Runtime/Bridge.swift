/// Channels that are connected with each other. Its id is in the directory of bridges.
struct Bridge {
    /// Its channels, in the order in which they came.
    var channels = ChannelList()
}

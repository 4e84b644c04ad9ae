import Store

/// What keeps the daemon from running at all.
enum DaemonError: Error, CustomStringConvertible {
    /// The store can't be used.
    case store(folder: String, StoreError)
    /// The HTTP port can't be had.
    case web(ListenAddress, String)

    var description: String {
        switch self {
        case .store(let folder, let error):
            """
            \(error): store.folder is \(folder); it has to be a folder that the bridge's user can write to, and no other \
            bridge may use it
            """
        case .web(let listen, let reason):
            "\(listen) can't be listened on: \(reason); give another address or port in http.listen, or end who has it"
        }
    }
}

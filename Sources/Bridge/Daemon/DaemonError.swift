import Store

/// Why a part of the daemon does not work.
enum DaemonError: Error, CustomStringConvertible {
    /// The store can't be used.
    case store(folder: String, StoreError)
    /// The HTTP port is not available.
    case web(ListenAddress, String)

    var description: String {
        switch self {
        case .store(let folder, let error):
            """
            \(error): store.folder is \(folder); the daemon's user must be able to write to it, and no other daemon \
            may use it
            """
        case .web(let listen, let reason):
            """
            can't listen on \(listen): \(reason); set another address or port in http.listen, or stop the program that \
            uses it
            """
        }
    }
}

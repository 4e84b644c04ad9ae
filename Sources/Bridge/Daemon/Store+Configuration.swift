import Correlator
import Glibc
import Logging
import Store

extension Store {
    /// The folder of a PBX's store, made where it is one of several; `nil` where nothing is to be kept.
    private static func folder(_ configuration: BridgeConfiguration, logger: Logger) -> String? {
        guard let folder = configuration.store.folder ?? ProcessEnvironment.variables["STATE_DIRECTORY"] else {
            return nil
        }
        guard configuration.pbx.isListed, let name = configuration.pbx.name else { return folder }
        if access("\(folder)/store.sqlite3", F_OK) == 0 {
            logger.warning(
                """
                \(folder) has a store in it, of when there was one PBX: what it keeps is not told; move store.sqlite3 \
                (and store.sqlite3-wal, where there is one) into the folder of that PBX while the bridge is stopped, or \
                delete it
                """)
        }
        let own = "\(folder)/\(name)"
        // Where that fails, opening the store says why.
        mkdir(own, 0o700)
        return own
    }

    /// The store of a PBX; `nil` where nothing is kept on disk, which is said.
    ///
    /// - Throws: where it can't be used.
    static func open(_ configuration: BridgeConfiguration, logger: Logger) throws -> Store? {
        guard let folder = folder(configuration, logger: logger) else {
            logger.notice(
                """
                nothing is kept on disk: what the broker does not have when the bridge is killed is lost, and so is what \
                it knew of the calls; name a folder in store.folder
                """)
            return nil
        }
        do {
            let store = try Store(
                folder: folder, layout: CallTables.calls.layout, messageLimit: configuration.store.maximumBytes)
            if let damaged = store.damaged {
                logger.error(
                    """
                    the store was damaged and a new one is begun: what it held of calls and of messages that the broker \
                    does not have is not told; it is kept, and ".recover" of the sqlite3 program may read it
                    """, metadata: ["damaged": "\(damaged)"])
            }
            if store.droppedCalls > 0 {
                logger.warning(
                    """
                    the spec is another than that by which calls were kept: what was known of them is dropped; those that go \
                    on are found again by asking Asterisk, and of those that ended meanwhile nothing is told
                    """, metadata: ["calls": "\(store.droppedCalls)"])
            }
            return store
        } catch {
            throw DaemonError.store(folder: folder, error)
        }
    }
}

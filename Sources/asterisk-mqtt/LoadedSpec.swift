import Correlator

/// A behaviour and the names of its parts.
struct LoadedSpec {
    var tables: CallTables
    var names: BehaviourNames
}

/// What a session requests from its channel, on its event loop.
protocol AMIChannelControl: AnyObject {
    func writeWaitingActions()
    func resumeReading()
    func logOff()
}

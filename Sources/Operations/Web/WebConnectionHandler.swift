import NIOCore
import NIOHTTPTypes

/// Reports the phase of one connection to ``WebConnections``.
final class WebConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart

    private let connections: WebConnections
    private var bodyBytes = 0

    init(_ connections: WebConnections) {
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) {
        connections.note(context.channel, .asking)
    }

    func channelInactive(context: ChannelHandlerContext) {
        connections.ended(context.channel)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        connections.ended(context.channel)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            bodyBytes = 0
        case .body(let bytes):
            bodyBytes += bytes.readableBytes
            if bodyBytes > WebConnections.largestBody {
                context.close(promise: nil)
                return
            }
        case .end:
            connections.note(context.channel, .answered)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { connections.note(context.channel, .asking) }
        context.write(data, promise: promise)
    }
}

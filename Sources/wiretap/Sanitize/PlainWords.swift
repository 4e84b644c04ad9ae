/// Words of Asterisk, carriers and phones that are not names.
enum PlainWords {
    /// In small letters.
    static let all: Set<String> = Set(
        text.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init))

    static func contains(_ word: some StringProtocol) -> Bool { all.contains(word.lowercased()) }

    // States, causes (Q.850, RFC 3261), answers to actions, applications, functions, AGI's commands, days and months.
    private static let text = """
        a about absent accept acceptable accepted access account action active add added address admin after again agent
        agi alarm alerting all allocated allowed already always an and anonymous another answer answered any anywhere app
        appdial appdial2 application applications appqueue april as ask asterisk at attempted attended audio august auth
        authenticate authentication authorization auto available away back background bad bandwidth be bearer because begin
        begun behind being bit blind block booted both bridge bridges broken busy but by call callback called caller
        callerid calling callingpres calls can cancel cancelled capability cause cdr cel challenge change changed channel
        channels chanunavail check circuit class clear cleared clearing clid close closed code codec codecs command commands
        complete completed completion conf confbridge conference config congestion connect connected connection contact
        context contexts continue count current custom dahdi data database date day db december declined default del delay
        delete deleted denied desc description destination detail details device devices dial dialed dialing dialplan did
        digit digits direct direction disable disabled disconnect display dnd do does domain done down dtmf duration early
        echo elsewhere empty enable enabled end ended endpoint enter entered entry error errors established event events
        everywhere exec exist exists exit expired expiry extension extensions extern external fail failed failure false
        fax featuremap february file files finished first follow follows for format forward forwarded found free friday
        from full fully function get gateway go gone gosub goto group guest handler hangup has have header headers held
        here high hint hold holding host hour how id identity idle if in inbound incoming incomplete incompatible index
        info information inside intern internal interval interworking inuse invalid invite is it item items ivr january
        joined july june keep key kind language last leave left length level lim limit line link list listen local log
        logged login logoff logout long loop loud low macro mailbox mailboxes main manager march mask match max maximum
        may media member membername memory menu message messages method min minimum minute missing mixmonitor mode monday
        monitor more moved moh multiple music musiconhold mute muted name named native near needs network never new next
        night no noanswer node noop none normal not note november now null number numbers october of off office offline ok
        old on once one online only open operation option options or order originate other out outbound outgoing outside
        over page park parked parking partial party password path pause paused payment peer peers penalty percent
        permanently permission phone phones pickup pin ping pjsip place play playback playing please pong pool port
        position prefix presence presentation press priority privacy private progress progressinout protocol provider
        proxy public put queue queues quit reachable read reading ready reason received record recorded recording
        recovery redirected register registered registration reject rejected release reload remote remove removed renamed
        reply report request requested requests required reserved reset resource response restricted result resume
        retrieve retry return returned ring ringing ringinuse room route rule running saturday save say saying screened
        second seconds security select send sendtext sent september server service services session set setup short
        should show shutdown silence simple sip slot softhangup some sorry sound space speech spy start started state
        status step stop stopped stream success successful sunday suspend suspended switch switching system talk talking
        target task tech technology temporarily temporary terminated test text than thank thanks that the then there this
        thursday time timeout timer to tone too transfer transferred trunk trunks try trying tuesday type unable
        unallocated unassigned unavailable unhold unknown unlimited unmute unpaused unreachable unregistered unsupported
        until up update updated use user users using valid value variable variables verbose version video voicemail
        wait waiting warning was wednesday welcome when where while will with without work working wrapup write wrong yes
        you your zap informational cleanly uncleanly customer digest cookie tel
        """
}

import Feed

/// The public credit feed: an office of agency `credit-platform` that serves what is public.
package enum FeedProgram {
    /// Runs the feed with the process's arguments.
    package static func run() async {
        let options = ProgramOptions.read(
            program: "credit-feed", purpose: "联动：信用公示服务，接收公示报文并向社会公众提供查询。")
        await run(options)
    }

    /// Runs the feed with options given by another program.
    package static func run(_ options: ProgramOptions) async {
        await OfficeProcess.run(options, expecting: "credit-platform") { assembly in
            [try FeedServer(assembly: assembly)]
        }
    }
}

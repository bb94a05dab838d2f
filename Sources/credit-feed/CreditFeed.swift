import Programs

/// The public credit feed: an office of the credit platform that serves what is public.
@main
enum CreditFeed {
    static func main() async {
        await FeedProgram.run()
    }
}

#include "app/sandbox/sandbox.h"

#include "app/sandbox/democommand.h"
#include "app/sandbox/servecommand.h"

#include <iostream>

namespace billhook::sandbox {

app::ExitCode run(int argc, char **argv)
{
    app::CommandLine line(
        "billhook-sandbox", "A Stripe of one's own: an invented company, and a stand-in for the API.");
    DemoSettings demo;
    ServeSettings serve;
    DemoSettings::addTo(line.options(), demo);
    ServeSettings::addTo(line.options(), serve);
    if (const auto ended = line.read(argc, argv)) {
        return *ended;
    }
    if (line.command() == "demo") {
        return runDemo(demo);
    }
    if (line.command() == "serve") {
        return runServe(serve);
    }
    std::cerr << line.help();
    return app::ExitCode::Usage;
}

} // namespace billhook::sandbox

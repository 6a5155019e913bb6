#include "app/sandbox/arguments.h"
#include "app/sandbox/democommand.h"
#include "app/sandbox/servecommand.h"

#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace {

const char *const usage = "usage: billhook-sandbox COMMAND [options]\n\n"
                          "commands:\n"
                          "  demo    send an invented company's billing history as signed Stripe webhooks\n"
                          "  serve   speak Stripe's API on a local port\n\n"
                          "billhook-sandbox COMMAND --help tells more.\n";

int run(const std::vector<std::string> &words)
{
    using namespace billhook::sandbox;
    const std::string command = words.empty() ? "" : words.front();
    if (command == "--help" || command == "-h" || command == "help") {
        std::cout << usage;
        return 0;
    }
    if (command == "demo") {
        return runDemo({ words.begin() + 1, words.end() });
    }
    if (command == "serve") {
        return runServe({ words.begin() + 1, words.end() });
    }
    if (command.empty()) {
        std::cerr << usage;
        return 2;
    }
    const auto meant = nearest(command, { "demo", "serve" });
    std::cerr << "billhook-sandbox: unknown command " << command
              << (meant ? ", did you mean " + *meant + "?" : "; --help lists them") << "\n";
    return 2;
}

} // namespace

int main(int argc, char **argv)
{
    try {
        return run({ argv + 1, argv + argc });
    } catch (const std::exception &error) {
        std::cerr << "billhook-sandbox: " << error.what() << "\n";
        return 1;
    }
}

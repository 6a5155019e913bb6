#pragma once

#include "app/common/commandline.h"
#include "services/sandbox/company/company.h"
#include "services/sandbox/delivery/delivery.h"
#include "services/sandbox/delivery/sendingorder.h"

#include <string>

namespace billhook::sandbox {

/** What `billhook-sandbox demo` is asked for. */
struct DemoSettings
{
    CompanyPlan plan;
    DeliveryTarget target; ///< no host: nothing is sent
    SendingOptions sending;
    DeliveryOptions delivery;
    int liveRate = 0; ///< events a second; 0: no live run
    bool liveOnly = false;
    std::string directoryPath;
    std::string ratesPath;
    std::string dumpPath;
    std::string statePath; ///< empty: nobody keeps what happens

    /** Adds the command, which writes to `settings`; these must live until the line is read. */
    static void addTo(app::Options options, DemoSettings &settings);

    /** What does not go together; "" when it is complete. */
    std::string contradiction() const;

    bool sends() const { return !target.host.empty(); }
};

} // namespace billhook::sandbox

#include "app/daemon/importcommands.h"

#include "services/directory/directoryimport.h"
#include "services/directory/ratesimport.h"
#include "services/postgres/pipeline.h"

#include <chrono>
#include <iostream>

namespace billhook::app {

namespace {

using directory::BadLine;
using directory::ImportReport;

constexpr std::chrono::seconds importDeadline{ 60 };
constexpr std::int64_t mostNamedLines = 100;

postgres::Pipeline pipelineFor(const DatabaseAccess &database, const char *role)
{
    return postgres::Pipeline(
        { database.url().toStdString(), role, "billhookd import", importDeadline, { "directory" } });
}

/** Names the first bad lines and tells how far it is. */
directory::ImportObserver observer(std::int64_t &named)
{
    directory::ImportObserver watch;
    watch.badLine = [&named](const BadLine &bad) {
        if (++named <= mostNamedLines) {
            std::cerr << "line " << bad.line << " left out: " << bad.reason << '\n';
        } else if (named == mostNamedLines + 1) {
            std::cerr << "further bad lines are counted only\n";
        }
    };
    watch.progress = [](const ImportReport &report) {
        std::cerr << report.lines << " lines";
        if (report.totalBytes > 0) {
            std::cerr << ", " << report.bytes * 100 / report.totalBytes << " %";
        }
        std::cerr << '\n';
    };
    return watch;
}

ExitCode summed(const domain::Result<ImportReport> &report)
{
    if (!report) {
        return reported(report.error());
    }
    std::cout << report->lines << " lines: ";
    if (report->rates > 0) {
        std::cout << report->rates << " rates";
    } else {
        std::cout << report->organizations << " organizations, " << report->users << " users, "
                  << report->memberships << " memberships, " << report->projects << " projects";
    }
    std::cout << "; " << report->changed << " rows changed, " << report->badLines << " lines left out\n";
    if (report->badLines > 0) {
        std::cerr << "billhookd: " << report->badLines
                  << " lines were left out, the others are kept. Mend them and import the file again; that "
                     "is safe.\n";
        return ExitCode::Failed;
    }
    return ExitCode::Done;
}

} // namespace

ExitCode importDirectory(const Invocation &invocation, const DatabaseAccess &database)
{
    auto pipeline = pipelineFor(database, "billhook_directory");
    std::int64_t named = 0;
    return summed(directory::DirectoryImport(pipeline).run(invocation.file, observer(named)));
}

ExitCode importRates(const Invocation &invocation, const DatabaseAccess &database)
{
    auto pipeline = pipelineFor(database, "billhook_daemon");
    std::int64_t named = 0;
    return summed(directory::RatesImport(pipeline).run(invocation.file, observer(named)));
}

} // namespace billhook::app

#include "app/daemon/commands.h"
#include "app/daemon/console.h"
#include "app/daemon/databaseaccess.h"
#include "services/directory/directoryimport.h"
#include "services/directory/ratesimport.h"
#include "services/postgres/pipeline.h"

#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>

namespace billhook::daemon {

namespace {

using app::ExitCode;
using directory::BadLine;
using directory::ImportReport;

constexpr std::chrono::seconds importDeadline{ 60 };
constexpr std::int64_t mostNamedLines = 100;

postgres::Pipeline pipelineFor(const DatabaseAccess &database, const char *role)
{
    return postgres::Pipeline({ database.url().toStdString(), role, "billhookd import", importDeadline });
}

/** The lines that were left out: the first on the screen, all of them in a file beside the one that is read.
 */
class LeftOut final
{
public:
    explicit LeftOut(const std::string &imported)
        : m_path(imported + ".left-out")
    { }

    void take(const BadLine &bad)
    {
        if (++m_count == 1) {
            m_file.open(m_path, std::ios::trunc);
        }
        m_file << bad.line << '\t' << bad.reason << '\n';
        if (m_count <= mostNamedLines) {
            std::cerr << "line " << bad.line << " left out: " << bad.reason << '\n';
        } else if (m_count == mostNamedLines + 1) {
            std::cerr << "further bad lines are not shown here\n";
        }
    }

    /** Where all of them stand. */
    std::string told()
    {
        m_file.flush();
        return m_file.good() ? "All of them, with what is wrong, are in " + m_path + "."
                             : "They could not be written to " + m_path + ".";
    }

private:
    std::string m_path;
    std::ofstream m_file;
    std::int64_t m_count = 0;
};

/** Names the bad lines and tells how far it is. */
directory::ImportObserver observer(LeftOut &leftOut)
{
    directory::ImportObserver watch;
    watch.badLine = [&leftOut](const BadLine &bad) { leftOut.take(bad); };
    watch.progress = [](const ImportReport &report) {
        std::cerr << report.lines << " lines";
        if (report.totalBytes > 0) {
            std::cerr << ", " << report.bytes * 100 / report.totalBytes << " %";
        }
        std::cerr << '\n';
    };
    return watch;
}

ExitCode summed(const domain::Result<ImportReport> &report, LeftOut &leftOut)
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
        std::cerr << "billhookd: " << report->badLines << " lines were left out, the others are kept. "
                  << leftOut.told() << " Mend them and import the file again; that is safe.\n";
        return ExitCode::Failed;
    }
    return ExitCode::Done;
}

template <typename Import>
ExitCode import(const std::string &file, const Settings &settings, const char *role)
{
    return onDatabase(settings, [&](const DatabaseAccess &database) {
        auto pipeline = pipelineFor(database, role);
        LeftOut leftOut(file);
        return summed(Import(pipeline).run(file, observer(leftOut)), leftOut);
    });
}

} // namespace

void addImports(Commands &commands)
{
    const auto file = std::make_shared<std::string>();
    commands.group("directory", "organizations, users, memberships and projects of your SaaS");
    commands
        .add("directory import", "reads JSON lines; repeating it is safe",
            [file](const Settings &settings) {
                return import <directory::DirectoryImport>(*file, settings, "billhook_directory");
            })
        .text("FILE", *file, "the file")
        .required();
    commands.group("rates", "daily exchange rates");
    commands
        .add("rates import", "reads CSV: date,from,to,rate,source",
            [file](const Settings &settings) {
                return import <directory::RatesImport>(*file, settings, "billhook_daemon");
            })
        .text("FILE", *file, "the file")
        .required();
}

} // namespace billhook::daemon

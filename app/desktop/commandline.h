#pragma once

#include "models/domain/result.h"
#include "views/theme/theme.h"

#include <QSize>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace billhook::desktop {

struct CommandLine
{
    QString snapshot; ///< file to write; empty: open the window
    QString page = QStringLiteral("overview");
    bool pageGiven = false;
    std::optional<theme::Mode> theme; ///< none: as chosen before
    QSize size{ 1440, 900 };
    bool sizeGiven = false;
    QString databaseUrl;
    QUrl stripeBase; ///< from STRIPE_API_BASE
    bool tracePaint = false;
    bool help = false;
    bool version = false;
};

/** Reads the arguments (without the program's name) and BILLHOOK_DATABASE_URL. Configuration for what it does
 * not understand. */
domain::Result<CommandLine> readCommandLine(const QStringList &arguments);

QString usage();

/** The pages that exist in this version, in the order of the sidebar. */
QStringList builtPages();

} // namespace billhook::desktop

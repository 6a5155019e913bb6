#pragma once

#include "app/common/commandline.h"
#include "views/theme/theme.h"

#include <QSize>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace billhook::desktop {

/** What the desktop was started with. */
struct DesktopSettings
{
    QString snapshot; ///< file to write; empty: open the window
    std::optional<QString> page; ///< none: the first, or the one that was open last
    std::optional<theme::Mode> theme; ///< none: as chosen before
    std::optional<QSize> size; ///< none: as large as before
    QString databaseUrl;
    QUrl stripeBase; ///< from STRIPE_API_BASE
    bool tracePaint = false;

    /** Writes to `settings`, which must live until the line is read. */
    static void addTo(app::Options options, DesktopSettings &settings);
};

/** The pages that exist in this version, in the order of the sidebar. */
QStringList builtPages();

} // namespace billhook::desktop

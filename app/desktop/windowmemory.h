#pragma once

#include "views/shell/mainwindow.h"
#include "views/theme/theme.h"

#include <QSettings>
#include <QSize>
#include <QString>

namespace billhook::desktop {

/** What a window remembers for the next start: theme, place and size, page, range and what each page was set
 * up to show. */
class WindowMemory final
{
public:
    WindowMemory();

    theme::Mode themeMode() const;
    void setThemeMode(theme::Mode mode);
    QString page() const; ///< "overview" before the first start

    /** Place, size, range and the pages' own memories; `size` is for the first start, as far as the screen
     * has room. */
    void restore(shell::MainWindow &window, QSize size) const;
    /** A size given for this start is kept over the remembered place. */
    void restoreWithSize(shell::MainWindow &window, QSize size) const;
    void save(const shell::MainWindow &window);

private:
    void restorePages(shell::MainWindow &window) const;

    QSettings m_settings;
};

} // namespace billhook::desktop

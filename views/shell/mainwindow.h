#pragma once

#include "views/shell/page.h"
#include "views/shell/statusstrip.h"
#include "views/theme/theme.h"
#include "views/widgets/banner.h"
#include "views/widgets/liveindicator.h"
#include "views/widgets/stateview.h"

#include <QMainWindow>
#include <QSet>

#include <functional>
#include <memory>
#include <optional>

class QMenu;

namespace billhook::shell {

class PageStack;

// The window: menu bar, sidebar, header, page stack and status bar. It knows pages only through PageEntry and
// shows texts its caller made.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    // The theme outlives the window; View → Theme switches it.
    explicit MainWindow(theme::Theme &theme, QWidget *parent = nullptr);
    ~MainWindow() override;

    // In the order of the sidebar and of Ctrl+1, Ctrl+2 …
    void addPage(const PageEntry &entry);
    // In the menu Tools, which is there as soon as there is one.
    void addTool(const QString &text, const QString &icon, const std::function<void()> &open);
    void showPage(const QString &id, Qt::FocusReason reason = Qt::OtherFocusReason);
    QString currentPage() const;
    Page *page(const QString &id) const; // nullptr before its first visit
    PageStack &pages() const; // tells pages what happened, and remembers what a person set up in them

    void setRange(const domain::RangeChoice &choice);
    domain::RangeChoice range() const;

    void setAccount(const QString &company, const QString &detail); // "Larkspur Labs", "Live"
    void setStatus(const StatusLine &status);
    void setLive(widgets::LiveState state, const QString &detail);
    // Amber strip over everything and TEST in the title; empty text takes it away.
    void setTestMode(const QString &fact, const QString &sentence = {});
    void setBanner(const std::optional<widgets::BannerText> &banner);
    void setObstacle(const std::optional<widgets::StateText> &obstacle);

Q_SIGNALS:
    void pageShown(const QString &id);
    void rangeChanged(const billhook::domain::RangeChoice &choice);
    void refreshRequested(); // F5, after the current page was told
    void themeModeChosen(billhook::theme::Mode mode);
    void bannerActionTriggered(); // the banner's, or the obstacle's

protected:
    // Asks first where something is not saved.
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Parts;

    void createActions();
    void createMenus();
    void createThemeMenu(QMenu &view);
    void createCentre();
    void showEntry(int index, Qt::FocusReason reason);
    void refreshCurrent();
    void updateTitle();
    void askToClose(const QString &unsaved);
    void showAbout();

    theme::Theme &m_theme;
    std::unique_ptr<Parts> m_parts;
};

} // namespace billhook::shell

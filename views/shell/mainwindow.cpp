#include "views/shell/mainwindow.h"

#include "views/shell/headerbar.h"
#include "views/shell/history.h"
#include "views/shell/pagestack.h"
#include "views/shell/sidebar.h"
#include "views/shell/teststrip.h"
#include "views/theme/icons.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QBoxLayout>
#include <QCloseEvent>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QResizeEvent>

namespace billhook::shell {

using namespace Qt::StringLiterals;

struct MainWindow::Parts
{
    TestStrip *testStrip{};
    QMenuBar *menus{};
    QMenu *goMenu{};
    QMenu *toolsMenu{};
    QMenu *helpMenu{};
    Sidebar *sidebar{};
    HeaderBar *header{};
    widgets::Banner *banner{};
    PageStack *stack{};
    StatusStrip *status{};
    QAction *back{};
    QAction *forward{};
    QAction *refresh{};
    History history;
    bool testMode{ false };
    bool closing{ false }; // the person has said so
};

MainWindow::MainWindow(theme::Theme &theme, QWidget *parent)
    : QMainWindow(parent)
    , m_theme(theme)
    , m_parts(std::make_unique<Parts>())
{
    setMinimumSize(860, 560);
    resize(1440, 900);
    createActions();
    createCentre();
    createMenus();
    updateTitle();
}

MainWindow::~MainWindow() = default;

void MainWindow::createActions()
{
    m_parts->back = new QAction(theme::icon(u"arrow-left"_s), tr("&Back"), this);
    m_parts->back->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Left));
    m_parts->forward = new QAction(theme::icon(u"arrow-right"_s), tr("&Forward"), this);
    m_parts->forward->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Right));
    m_parts->refresh = new QAction(tr("&Refresh"), this);
    m_parts->refresh->setShortcut(Qt::Key_F5);
    m_parts->back->setEnabled(false);
    m_parts->forward->setEnabled(false);
    connect(m_parts->back, &QAction::triggered, this,
        [this] { showEntry(m_parts->history.goBack(), Qt::ShortcutFocusReason); });
    connect(m_parts->forward, &QAction::triggered, this,
        [this] { showEntry(m_parts->history.goForward(), Qt::ShortcutFocusReason); });
    connect(m_parts->refresh, &QAction::triggered, this, &MainWindow::refreshCurrent);
}

void MainWindow::createCentre()
{
    auto *centre = new QWidget(this);
    m_parts->sidebar = new Sidebar(centre);
    m_parts->header = new HeaderBar(m_parts->back, m_parts->forward, centre);
    m_parts->banner = new widgets::Banner(centre);
    m_parts->banner->hide();
    m_parts->stack = new PageStack(centre);
    m_parts->status = new StatusStrip(centre);
    auto *main = new QVBoxLayout;
    main->setSpacing(0);
    main->addWidget(m_parts->header);
    main->addWidget(m_parts->banner);
    main->addWidget(m_parts->stack, 1);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_parts->sidebar);
    middle->addLayout(main, 1);
    auto *outer = new QVBoxLayout(centre);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addLayout(middle, 1);
    outer->addWidget(m_parts->status);
    setCentralWidget(centre);
    connect(m_parts->sidebar, &Sidebar::itemChosen, this,
        [this](int index) { showPage(m_parts->stack->entry(index).id); });
    connect(m_parts->banner, &widgets::Banner::actionTriggered, this, &MainWindow::bannerActionTriggered);
    connect(m_parts->stack, &PageStack::obstacleActionTriggered, this, &MainWindow::bannerActionTriggered);
    connect(&m_parts->header->range(), &widgets::RangeControl::choiceChanged, this,
        [this](const domain::RangeChoice &choice) {
            m_parts->stack->setRange(choice);
            Q_EMIT rangeChanged(choice);
        });
}

void MainWindow::createMenus()
{
    auto *top = new QWidget(this);
    auto *layout = new QVBoxLayout(top);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_parts->testStrip = new TestStrip(top);
    m_parts->menus = new QMenuBar(top);
    m_parts->menus->setFixedHeight(theme::metric::menuBar);
    layout->addWidget(m_parts->testStrip);
    layout->addWidget(m_parts->menus);
    setMenuWidget(top);

    QMenu *file = m_parts->menus->addMenu(tr("&File"));
    QAction *quit = file->addAction(theme::icon(u"log-out"_s), tr("&Quit"), this, &QWidget::close);
    quit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q));
    QMenu *view = m_parts->menus->addMenu(tr("&View"));
    createThemeMenu(*view);
    view->addAction(m_parts->refresh);
    m_parts->goMenu = m_parts->menus->addMenu(tr("&Go"));
    m_parts->goMenu->addAction(m_parts->back);
    m_parts->goMenu->addAction(m_parts->forward);
    m_parts->goMenu->addSeparator();
    QMenu *help = m_parts->menus->addMenu(tr("&Help"));
    m_parts->helpMenu = help;
    help->addAction(theme::icon(u"info"_s), tr("&About Billhook"), this, &MainWindow::showAbout);
}

void MainWindow::createThemeMenu(QMenu &view)
{
    QMenu *menu = view.addMenu(tr("&Theme"));
    auto *group = new QActionGroup(menu);
    const auto add = [this, menu, group](const QString &text, theme::Mode mode) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_theme.mode() == mode);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, mode] {
            m_theme.setMode(mode);
            Q_EMIT themeModeChosen(mode);
        });
    };
    add(tr("&Light"), theme::Mode::Light);
    add(tr("&Dark"), theme::Mode::Dark);
    add(tr("As the &system"), theme::Mode::System);
}

void MainWindow::addPage(const PageEntry &entry)
{
    m_parts->stack->add(entry);
    m_parts->sidebar->addItem(entry.title, entry.icon);
    QAction *action = m_parts->goMenu->addAction(theme::icon(entry.icon), entry.title);
    if (const int number = m_parts->stack->indexOfId(entry.id) + 1; number <= 9) {
        action->setShortcut(QKeySequence(u"Ctrl+%1"_s.arg(number)));
    }
    connect(
        action, &QAction::triggered, this, [this, id = entry.id] { showPage(id, Qt::ShortcutFocusReason); });
}

void MainWindow::addTool(const QString &text, const QString &icon, const std::function<void()> &open)
{
    if (m_parts->toolsMenu == nullptr) {
        m_parts->toolsMenu = new QMenu(tr("&Tools"), this);
        m_parts->menus->insertMenu(m_parts->helpMenu->menuAction(), m_parts->toolsMenu);
    }
    m_parts->toolsMenu->addAction(theme::icon(icon), text, this, open);
}

void MainWindow::showPage(const QString &id, Qt::FocusReason reason)
{
    const int index = m_parts->stack->indexOfId(id);
    if (index >= 0) {
        m_parts->history.visit(index);
        showEntry(index, reason);
    }
}

void MainWindow::showEntry(int index, Qt::FocusReason reason)
{
    const PageEntry &entry = m_parts->stack->entry(index);
    m_parts->stack->showPage(index, reason);
    m_parts->sidebar->setCurrent(index);
    m_parts->header->setTitle(entry.title);
    m_parts->header->setRangeVisible(entry.usesRange);
    m_parts->back->setEnabled(m_parts->history.canGoBack());
    m_parts->forward->setEnabled(m_parts->history.canGoForward());
    updateTitle();
    Q_EMIT pageShown(entry.id);
}

QString MainWindow::currentPage() const
{
    const int shown = m_parts->stack->shown();
    return shown < 0 ? QString() : m_parts->stack->entry(shown).id;
}

Page *MainWindow::page(const QString &id) const
{
    const int index = m_parts->stack->indexOfId(id);
    return index < 0 ? nullptr : m_parts->stack->page(index);
}

PageStack &MainWindow::pages() const
{
    return *m_parts->stack;
}

void MainWindow::setRange(const domain::RangeChoice &choice)
{
    m_parts->header->range().setChoice(choice);
    m_parts->stack->setRange(choice);
}

domain::RangeChoice MainWindow::range() const
{
    return m_parts->header->range().choice();
}

void MainWindow::setAccount(const QString &company, const QString &detail)
{
    m_parts->sidebar->setAccount(company, detail);
}

void MainWindow::setStatus(const StatusLine &status)
{
    m_parts->status->setStatus(status);
}

void MainWindow::setLive(widgets::LiveState state, const QString &detail)
{
    m_parts->header->live().show(state, detail);
}

void MainWindow::setTestMode(const QString &fact, const QString &sentence)
{
    m_parts->testMode = !fact.isEmpty();
    m_parts->testStrip->setTexts(fact, sentence);
    updateTitle();
}

void MainWindow::setBanner(const std::optional<widgets::BannerText> &banner)
{
    if (banner) {
        m_parts->banner->setText(*banner);
    }
    m_parts->banner->setVisible(banner.has_value());
}

void MainWindow::setObstacle(const std::optional<widgets::StateText> &obstacle)
{
    m_parts->stack->setObstacle(obstacle);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange) {
        m_parts->stack->setAsleep(isMinimized());
    }
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    const QString unsaved = m_parts->closing ? QString() : m_parts->stack->unsaved();
    if (unsaved.isEmpty()) {
        QMainWindow::closeEvent(event);
        return;
    }
    event->ignore();
    askToClose(unsaved);
}

void MainWindow::askToClose(const QString &unsaved)
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Not saved"), tr("%1 are not saved.").arg(unsaved),
        QMessageBox::NoButton, this);
    box->setObjectName(u"close_guard"_s);
    auto *discard = box->addButton(tr("&Discard and close"), QMessageBox::DestructiveRole);
    auto *stay = box->addButton(tr("&Go on editing"), QMessageBox::RejectRole);
    box->setDefaultButton(stay);
    box->setEscapeButton(stay);
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(box, &QMessageBox::buttonClicked, this, [this, discard](const QAbstractButton *clicked) {
        if (clicked == discard) {
            m_parts->closing = true;
            close();
        }
    });
    box->open();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    m_parts->sidebar->setCollapsed(event->size().width() < theme::metric::sidebarCollapseBelow);
}

void MainWindow::refreshCurrent()
{
    if (m_parts->stack->shown() >= 0) {
        m_parts->stack->page(m_parts->stack->shown())->refresh();
    }
    Q_EMIT refreshRequested();
}

void MainWindow::updateTitle()
{
    QString title = u"Billhook"_s;
    if (m_parts->stack->shown() >= 0) {
        title = m_parts->stack->entry(m_parts->stack->shown()).title + u" – "_s + title;
    }
    setWindowTitle(m_parts->testMode ? tr("TEST – %1").arg(title) : title);
}

void MainWindow::showAbout()
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("About Billhook"),
        tr("Billhook %1").arg(QApplication::applicationVersion()), QMessageBox::Close, this);
    box->setInformativeText(
        tr("The billing desk of a company that charges through Stripe.\n\nGPL-3.0-or-later. Built with Qt "
           "%1. Fonts: IBM Plex Sans and JetBrains Mono "
           "(OFL-1.1). Icons: Lucide (ISC).")
            .arg(QString::fromLatin1(qVersion())));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace billhook::shell

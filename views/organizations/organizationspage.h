#pragma once

#include "views/organizations/organizationspresenter.h"
#include "views/shell/page.h"

#include <QString>

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedLayout;

namespace billhook::widgets {
class DataTable;
class StateView;
} // namespace billhook::widgets

namespace billhook::organizations {

/** Every organization: sort by any column, filter by name, count and sums of what is left. */
class OrganizationsPage final : public shell::Page
{
    Q_OBJECT

public:
    explicit OrganizationsPage(OrganizationsSource source, QWidget *parent = nullptr);

    OrganizationsPresenter &presenter() { return *m_presenter; }

    void refresh() override;
    void setRange(const widgets::RangeChoice &choice) override; ///< starts reading; the list has no period

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *createToolbar();
    QWidget *createFooter();
    void createTable();
    void showState();
    void showFooter();

    OrganizationsPresenter *m_presenter;
    QLineEdit *m_filter = nullptr;
    QPushButton *m_arrivals = nullptr;
    QStackedLayout *m_stack = nullptr;
    widgets::DataTable *m_table = nullptr;
    widgets::StateView *m_stateView = nullptr;
    QLabel *m_count = nullptr;
    QLabel *m_hidden = nullptr;
};

} // namespace billhook::organizations

#pragma once

#include <QFrame>
#include <QString>

class QButtonGroup;
class QVBoxLayout;

namespace billhook::shell {

class AccountHead;

// The navigation at the left: who is shown, and one item for each page. Icons only while it is collapsed.
class Sidebar final : public QFrame
{
    Q_OBJECT

public:
    explicit Sidebar(QWidget *parent = nullptr);

    void setAccount(const QString &company, const QString &detail);
    void addItem(const QString &title, const QString &icon);
    void setCurrent(int index);
    void setCollapsed(bool collapsed);
    bool isCollapsed() const { return m_collapsed; }

Q_SIGNALS:
    void itemChosen(int index);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    AccountHead *m_account{};
    QVBoxLayout *m_items{};
    QButtonGroup *m_group{};
    bool m_collapsed{ false };
};

} // namespace billhook::shell

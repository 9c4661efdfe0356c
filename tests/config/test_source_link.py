"""The licence's offer of the source (AGPL, section 13): a link at the foot of every page (O5)."""

import pytest
from django.urls import reverse

SOURCE = "https://office.example.org/liangdi.tar.gz"
LINK = f'<a class="link" href="{SOURCE}" rel="noreferrer">源代码</a>'


@pytest.mark.django_db
def test_the_foot_of_the_page_leads_to_the_source_where_the_office_names_it(client, settings):
    assert "源代码" not in client.get(reverse("sign_in")).content.decode()
    settings.SOURCE_URL = SOURCE
    assert LINK in client.get(reverse("sign_in")).content.decode()

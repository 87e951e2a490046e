"""Coverage for Jekyll sites, al-folio's among them: data, a collection of claims, includes.

`data` says what the site may show, `adapter` puts it into the site's folder.  The includes are the
same for every site: they read the data, and know no theme.
"""

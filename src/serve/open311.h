/* open311.h -- Open311 GeoReport v2 over the hotline: what its resources have in common.
 *
 * https://wiki.open311.org/GeoReport_v2: XML and JSON by the ending of the address, errors as a
 * list of {code, description}, an empty argument is as good as none. The register of classes
 * (service_class) gives the services; orders of the hotline are the service requests, as far
 * as anybody may see them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef GUIJU_SERVE_OPEN311_H
#define GUIJU_SERVE_OPEN311_H
#include "serve/api.h"
#include "serve/shape.h"

#define OPEN311_PROCEDURE STR("hotline")
#define OPEN311_STEP      STR("self_register")

extern const struct api_op open311_discovery_xml_op;
extern const struct api_op open311_discovery_json_op;
extern const struct api_op open311_services_xml_op;
extern const struct api_op open311_services_json_op;
extern const struct api_op open311_service_op;  /* /services/{service} */
extern const struct api_op open311_token_op;    /* /tokens/{token} */
extern const struct api_op open311_requests_xml_op;
extern const struct api_op open311_requests_json_op;
extern const struct api_op open311_request_op;  /* /requests/{request} */
extern const struct api_op open311_post_xml_op; /* POST /requests.xml */
extern const struct api_op open311_post_json_op;

/* A class of requests, as the register has it. */
struct open311_class {
	str code, name, group, description, keywords, nature;
	bool active;
};
struct open311_classes {
	struct open311_class *at; /* by code */
	size_t count;
};

/* Fields of the rule that clients may fill in as attribute[id], and what is said of them. */
#define OPEN311_ATTRIBUTES 4
struct open311_attribute {
	const char *id, *say;
};
extern const struct open311_attribute open311_attributes[OPEN311_ATTRIBUTES];

/* Does the address ask for JSON? */
bool open311_json(const struct http_request *r);
/* The type of the answer. */
str open311_type(const struct http_request *r);
/* The last segment without .xml or .json; false: it has neither. */
must_use bool open311_name(str segment, str *name);
/* Answers with the error: 404, 403, 429, 503, else 400. */
void open311_refuse(struct http_request *r, const struct err *err);
/* Begins an answer in the request's memory, and sends it. */
void open311_begin(struct call *call, struct shape *shape, struct buf *buf);
void open311_send(struct call *call, const struct buf *buf);
/* Is it for this city? ERR_UNKNOWN "open311.jurisdiction". */
must_use bool open311_jurisdiction(struct call *call, str given, struct err *err);
/* Looks paced, and for this city? Else an error was answered. */
must_use bool open311_enter(struct call *call);
/* All classes of the register, also those no longer used. */
must_use bool open311_load(struct call *call, struct open311_classes *classes, struct err *err);
/* The class of that code (or name), or NULL. */
const struct open311_class *open311_class(const struct open311_classes *classes, str code);

#endif
